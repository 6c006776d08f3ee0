package dev.fairlead.app;

import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.LoadEvent;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes images out of an archive. */
@Command(name = "load", description = "Take images out of an archive.")
final class ImageLoadCommand extends RuntimeCommand {

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "The archive (default: standard input)")
  @Nullable String file;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only the images' names.")
  boolean quiet;

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMapMany(
            runtime ->
                Flux.using(
                    () -> TransferView.of(session, !quiet && !output().json()),
                    view -> loaded(session, runtime.images()).doOnNext(event -> print(view, event)),
                    TransferView::close))
        .then(Mono.just(ExitCodes.OK));
  }

  private Flux<LoadEvent> loaded(Session session, Images images) {
    return ArchiveInput.file(session, file)
        .map(images::loadFrom)
        .orElseGet(() -> images.load(session.processIo().input()));
  }

  private void print(TransferView view, LoadEvent event) {
    if (event instanceof LoadEvent.Loaded loaded) {
      String name = loaded.image().familiar();
      if (output().json()) {
        output().element(new Document().with("image", loaded.image()).fields());
      } else {
        view.close();
        output().line(quiet ? name : "Loaded image: " + name);
      }
    } else if (event instanceof LoadEvent.Progress step) {
      if (output().json()) {
        output()
            .element(
                new Document()
                    .with("layer", step.layer())
                    .with("status", step.status())
                    .with("currentBytes", step.currentBytes())
                    .with("totalBytes", step.totalBytes())
                    .fields());
      }
      view.step(step.layer(), step.status(), step.currentBytes(), step.totalBytes());
    }
  }
}
