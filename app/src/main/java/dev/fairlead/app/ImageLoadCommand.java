package dev.fairlead.app;

import dev.fairlead.spi.image.LoadEvent;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
        .flatMapMany(runtime -> runtime.images().load(ArchiveInput.open(session, file)))
        .doOnNext(event -> print(session, event))
        .then(Mono.just(ExitCodes.OK));
  }

  private void print(Session session, LoadEvent event) {
    if (event instanceof LoadEvent.Loaded loaded) {
      String name = loaded.image().familiar();
      if (output().json()) {
        output().element(new Document().with("image", loaded.image()).fields());
      } else {
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
      } else if (!quiet && step.currentBytes().isEmpty()) {
        session.notice(step.layer().map(layer -> layer + ": ").orElse("") + step.status());
      }
    }
  }
}
