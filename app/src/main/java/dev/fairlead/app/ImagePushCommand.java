package dev.fairlead.app;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends an image to its registry; a name without a tag means {@code latest} alone. */
@Command(name = "push", description = "Send an image to its registry.")
final class ImagePushCommand extends RuntimeCommand {

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "This platform alone of an image that has several.")
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
    PushOptions defaults = PushOptions.defaults();
    PushOptions options =
        platform == null ? defaults : defaults.withPlatform(Platform.parse(platform));
    return session
        .runtime()
        .flatMapMany(
            runtime ->
                Flux.using(
                    () -> TransferView.of(session, !quiet && !output().json()),
                    view ->
                        runtime
                            .images()
                            .push(reference, options)
                            .doOnNext(progress -> print(view, progress)),
                    TransferView::close))
        .last()
        .doOnNext(last -> finish(reference, last.digest()))
        .thenReturn(ExitCodes.OK);
  }

  private void finish(ImageReference reference, Optional<String> digest) {
    if (!output().json()) {
      output().line(reference.canonical() + digest.map(value -> "@" + value).orElse(""));
    }
  }

  private void print(TransferView view, PushProgress progress) {
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
