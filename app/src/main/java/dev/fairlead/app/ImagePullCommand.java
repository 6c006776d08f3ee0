package dev.fairlead.app;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Pulls an image; a name without a tag means {@code latest} alone. */
@Command(name = "pull", description = "Pull an image.")
final class ImagePullCommand extends RuntimeCommand {

  @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Platform of the image.")
  @Nullable String platform;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  boolean quiet;

  @Parameters(paramLabel = "IMAGE", description = "Name of the image.")
  String image = "";

  @Override
  Mono<Integer> execute(Session session) {
    ImageReference reference = ImageReference.parse(image);
    PullOptions defaults = PullOptions.defaults();
    PullOptions options =
        platform == null ? defaults : defaults.withPlatform(Platform.parse(platform));
    return session
        .runtime()
        .flatMap(
            runtime ->
                pulled(session, runtime.images(), reference, options)
                    .then(Mono.defer(() -> runtime.images().qualify(reference))))
        .map(
            here -> {
              if (!output().json()) {
                output().line(here.isId() ? reference.canonical() : here.canonical());
              }
              return ExitCodes.OK;
            });
  }

  private Flux<PullProgress> pulled(
      Session session, Images images, ImageReference reference, PullOptions options) {
    return Flux.using(
        () -> TransferView.of(session, !quiet && !output().json()),
        view -> images.pull(reference, options).doOnNext(progress -> print(view, progress)),
        TransferView::close);
  }

  private void print(TransferView view, PullProgress progress) {
    if (output().json()) {
      output()
          .element(
              new Document()
                  .with("layer", progress.layer())
                  .with("phase", progress.phase())
                  .with("status", progress.status())
                  .with("currentBytes", progress.currentBytes())
                  .with("totalBytes", progress.totalBytes())
                  .with("digest", progress.digest())
                  .fields());
    }
    view.step(progress.layer(), progress.status(), progress.currentBytes(), progress.totalBytes());
  }
}
