package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.LogFormat;
import dev.fairlead.process.internal.supervisor.LogScanner;
import dev.fairlead.process.internal.supervisor.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Reads the log of one run while it grows, and knows when it has ended. The supervisor tells of
 * growth; what counts is what is in the files.
 *
 * @param files log and journal
 * @param client connects to the supervisor
 * @param socket where the supervisor listens
 * @param supervisor who must be alive for the run to go on
 * @param run number of the run
 */
record RunOutput(
    RunFiles files, SupervisorClient client, Path socket, ProcessIdentity supervisor, long run) {

  private static final Duration AGAIN = Duration.ofMillis(20);

  /** How following came to its end. */
  private enum Ending {
    GOES_ON,
    OBSERVED,
    LOST
  }

  /**
   * Records from an offset to the end of the run, by demand.
   *
   * @param offset where a record begins
   * @param lost what follows the last record if the supervisor was lost before the end
   */
  Flux<LogScanner.Entry> follow(long offset, Mono<LogScanner.Entry> lost) {
    return Flux.defer(() -> follow(new LogScanner(files.log(), offset), lost));
  }

  private Flux<LogScanner.Entry> follow(LogScanner scanner, Mono<LogScanner.Entry> lost) {
    Flux<LogScanner.Entry> growing =
        client
            .watch(socket, scanner.position())
            .onErrorResume(SupervisorClient::isGone, error -> Flux.empty())
            .concatMap(line -> read(scanner, sizeIn(line)), 1);
    return growing.concatWith(
        Mono.fromCallable(this::ending)
            .subscribeOn(Schedulers.boundedElastic())
            .flatMapMany(ending -> finish(ending, scanner, lost)));
  }

  private Flux<LogScanner.Entry> finish(
      Ending ending, LogScanner scanner, Mono<LogScanner.Entry> lost) {
    switch (ending) {
      case OBSERVED:
        return rest(scanner);
      case LOST:
        return rest(scanner).concatWith(lost);
      default:
        return follow(scanner, lost).delaySubscription(AGAIN);
    }
  }

  private Ending ending() throws IOException {
    if (files.endOf(run).isPresent()) {
      return Ending.OBSERVED;
    }
    if (supervisor.alive()) {
      return Ending.GOES_ON;
    }
    return files.endOf(run).isPresent() ? Ending.OBSERVED : Ending.LOST;
  }

  private static LongSupplier sizeIn(String line) {
    long size = Long.parseLong(line.substring(line.indexOf(' ') + 1));
    return () -> size;
  }

  private Flux<LogScanner.Entry> rest(LogScanner scanner) {
    return Mono.fromCallable(() -> files.log().size())
        .subscribeOn(Schedulers.boundedElastic())
        .flatMapMany(size -> read(scanner, () -> size));
  }

  /** Whole records up to a size, read only as they are requested. */
  static Flux<LogScanner.Entry> read(LogScanner scanner, LongSupplier limit) {
    return Flux.<LogScanner.Entry>generate(sink -> next(scanner, limit.getAsLong(), sink))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static void next(LogScanner scanner, long limit, SynchronousSink<LogScanner.Entry> sink) {
    try {
      Optional.ofNullable(scanner.next(limit)).ifPresentOrElse(sink::next, sink::complete);
    } catch (IOException e) {
      sink.error(e);
    }
  }

  static Instant timeOf(LogScanner.Entry entry) {
    return Instant.ofEpochSecond(
        TimeUnit.NANOSECONDS.toSeconds(entry.timeNanos()),
        entry.timeNanos() % TimeUnit.SECONDS.toNanos(1));
  }

  static boolean isOutput(LogScanner.Entry entry) {
    return entry.stream() == LogFormat.STDOUT;
  }
}
