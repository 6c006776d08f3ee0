package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ExitJournal;
import dev.fairlead.process.internal.supervisor.LogFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Log and journal of a container, held open so that they can be read to the end even when the
 * container removes itself meanwhile.
 */
final class RunFiles {

  private final FileChannel log;
  private final RandomAccessFile journal;

  private RunFiles(FileChannel log, RandomAccessFile journal) {
    this.log = log;
    this.journal = journal;
  }

  /** Opens both; a container that went in the meantime is not found. */
  static Mono<RunFiles> of(Path directory, Supplier<? extends RuntimeException> missing) {
    return Mono.fromCallable(
            () -> {
              try {
                return open(directory);
              } catch (FileNotFoundException | NoSuchFileException e) {
                if (Files.exists(directory)) {
                  throw e;
                }
                throw missing.get();
              }
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static RunFiles open(Path directory) throws IOException {
    RandomAccessFile journal =
        new RandomAccessFile(directory.resolve(ExitJournal.FILE).toFile(), "r");
    try {
      return new RunFiles(
          FileChannel.open(directory.resolve(LogFormat.FILE), StandardOpenOption.READ), journal);
    } catch (IOException e) {
      journal.close();
      throw e;
    }
  }

  FileChannel log() {
    return log;
  }

  /** The first end of a run with at least this number; blocks. */
  Optional<ExitJournal.Entry> endOf(long run) throws IOException {
    return ends().stream().filter(end -> end.run() >= run).findFirst();
  }

  /** All ends; blocks. */
  List<ExitJournal.Entry> ends() throws IOException {
    synchronized (journal) {
      return ExitJournal.read(journal);
    }
  }

  /** Closes both; safe to subscribe to more than once. */
  Mono<Void> close() {
    return Mono.<Void>fromCallable(
            () -> {
              log.close();
              synchronized (journal) {
                journal.close();
              }
              return null;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }
}
