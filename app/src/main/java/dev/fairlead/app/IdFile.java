package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A file that tells other programs the id of a container. */
final class IdFile {

  @Option(
      names = "--cidfile",
      paramLabel = "FILE",
      description = "Write the container's id to a file, which must not exist yet.")
  @Nullable Path file;

  /**
   * Refuses a file that exists before anything else is done: it may belong to another container.
   *
   * @param here what the name is relative to
   * @throws IllegalArgumentException if it exists
   */
  void check(Path here) {
    path(here)
        .filter(Files::exists)
        .ifPresent(
            path -> {
              throw new IllegalArgumentException(
                  "the file "
                      + path
                      + " exists; remove it, if the container that it names is not needed");
            });
  }

  /** Writes the id, if there is a file for it. */
  Mono<Void> write(Path here, ContainerId id) {
    return Mono.justOrEmpty(path(here))
        .flatMap(
            path ->
                Mono.<Void>fromRunnable(() -> write(path, id.value()))
                    .subscribeOn(Schedulers.boundedElastic()));
  }

  private Optional<Path> path(Path here) {
    return Optional.ofNullable(file).map(here::resolve);
  }

  private static void write(Path path, String id) {
    try {
      Files.writeString(path, id, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("the id of the container cannot be written to " + path, e);
    }
  }
}
