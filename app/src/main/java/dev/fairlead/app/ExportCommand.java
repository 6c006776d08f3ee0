package dev.fairlead.app;

import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Packs all files of a container into an archive. */
@Command(name = "export", description = "Pack all files of a container into an archive.")
final class ExportCommand extends RuntimeCommand {

  /** Takes {@code -o}. */
  final ArchiveOutput archive = new ArchiveOutput();

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  boolean quiet;

  @Parameters(paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(
            runtime ->
                archive.write(
                    session,
                    runtime.containers().export(id(container)),
                    target -> runtime.containers().exportTo(id(container), target),
                    quiet))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(OptionalLong bytes) {
    if (bytes.isPresent() && output().json()) {
      output()
          .document(
              new Document()
                  .with("file", archive.file())
                  .with("container", container)
                  .with("sizeBytes", bytes)
                  .fields());
    }
  }
}
