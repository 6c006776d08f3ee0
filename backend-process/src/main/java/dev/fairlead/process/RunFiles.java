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
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
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

  /**
   * Opens both for as long as something is done with them. A container that went in the meantime is
   * not found.
   */
  static <T> Mono<T> during(
      Path directory,
      Supplier<? extends RuntimeException> missing,
      Function<RunFiles, Mono<T>> use) {
    return Mono.usingWhen(
        Mono.fromSupplier(Opening::new),
        opening -> opening.open(directory, missing).flatMap(use),
        Opening::close);
  }

  /** The same for more than one element. */
  static <T> Flux<T> duringAll(
      Path directory,
      Supplier<? extends RuntimeException> missing,
      Function<RunFiles, Flux<T>> use) {
    return Flux.usingWhen(
        Mono.fromSupplier(Opening::new),
        opening -> opening.open(directory, missing).flatMapMany(use),
        Opening::close);
  }

  /** Opens both for a result that owns them from then on; without a result they are closed. */
  static <T> Mono<T> handedTo(
      Path directory,
      Supplier<? extends RuntimeException> missing,
      Function<RunFiles, Mono<T>> owner) {
    return Mono.usingWhen(
        Mono.fromSupplier(Opening::new),
        opening -> opening.open(directory, missing).flatMap(owner),
        opening -> Mono.empty(),
        (opening, error) -> opening.close(),
        Opening::close);
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
              closeNow();
              return null;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Closes both; blocks. */
  void closeNow() throws IOException {
    log.close();
    synchronized (journal) {
      journal.close();
    }
  }

  /**
   * What {@link Mono#usingWhen} holds while the files are being opened on another thread. Whoever
   * cancels in that moment never sees them; here they are closed all the same.
   */
  private static final class Opening {

    private @Nullable RunFiles opened;
    private boolean closed;

    Mono<RunFiles> open(Path directory, Supplier<? extends RuntimeException> missing) {
      return Mono.fromCallable(
              () -> {
                try {
                  return openUnlessClosed(directory);
                } catch (FileNotFoundException | NoSuchFileException e) {
                  if (Files.exists(directory)) {
                    throw e;
                  }
                  throw missing.get();
                }
              })
          .subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized RunFiles openUnlessClosed(Path directory) throws IOException {
      if (closed) {
        throw new CancellationException("nobody waits for the files any more");
      }
      RunFiles files = RunFiles.open(directory);
      opened = files;
      return files;
    }

    Mono<Void> close() {
      return Mono.defer(this::closeOpened).subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized Mono<Void> closeOpened() {
      closed = true;
      return opened == null ? Mono.empty() : opened.close();
    }
  }
}
