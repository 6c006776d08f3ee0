package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * One subscription to a followed log, over as many connections as it takes. It ends when the
 * container has ended, which an inspection tells and not the end of a connection.
 */
final class FollowedLog {

  static final Duration GIVE_UP = Duration.ofMinutes(2);

  /** How many messages may have been missed without a second look. */
  private static final int MISSED = 1024;

  /** Rather than more than so many, all are read. */
  private static final int MOST = 1 << 20;

  private final EngineLogs logs;
  private final ContainerId id;
  private final LogOptions options;
  private final boolean tty;
  private final Backoff backoff;
  private final LogPosition position = new LogPosition();

  private boolean connectedOnce;
  private boolean broke;
  private boolean lastPass;
  private boolean deliveredInPass;
  private boolean gapInPass;
  private int readInPass;
  private boolean gapDelivered;
  private boolean placed;
  private boolean overrun;
  private int pauses;
  private long brokenAtMillis;
  private @Nullable Gap owed;

  FollowedLog(
      EngineLogs logs, ContainerId id, LogOptions options, EngineInspection now, Backoff backoff) {
    this.logs = logs;
    this.id = id;
    this.options = options;
    this.tty = now.info().tty();
    this.backoff = backoff;
  }

  Flux<LogEvent> run() {
    return Flux.defer(this::connection)
        .retryWhen(Retry.from(errors -> errors.concatMap(e -> afterError(e.failure()), 1)))
        .repeatWhen(ends -> ends.concatMap(count -> afterEnd(), 1).takeWhile(again -> again));
  }

  private Flux<LogEvent> connection() {
    deliveredInPass = false;
    gapInPass = false;
    placed = true;
    Optional<Instant> since = connectedOnce ? position.rewind() : Optional.empty();
    if (connectedOnce && broke && since.isEmpty() && LogPosition.startMoves(options)) {
      owed = new Gap("the connection broke before anything was read", Optional.empty());
    }
    if (since.isEmpty()) {
      return read(options.withFollow(lastPass ? LogOptions.Follow.NO : LogOptions.Follow.YES));
    }
    boolean counted = logs.countsMessages();
    if (lastPass) {
      Flux<LogEvent> rest = counted ? catchUp(position.search() + MISSED) : readSince(since.get());
      return rest.concatWith(Flux.defer(this::doubtAtEnd))
          .onErrorResume(NotFoundException.class, removed -> Flux.empty());
    }
    return counted
        ? catchUp(position.search() + MISSED).concatWith(Flux.defer(this::goOn))
        : read(since(since.get()));
  }

  /**
   * Looks for the place in the last messages, in more and more of them, and reads on from there. A
   * time would not do: the daemon leaves out all that has an earlier one, also what was written
   * after the clock was set back.
   *
   * @param messages how many, more than are remembered
   */
  private Flux<LogEvent> catchUp(int messages) {
    return Flux.defer(
        () -> {
          position.search();
          readInPass = 0;
          boolean all = messages > MOST;
          return read((all ? whole() : last(messages)).withFollow(LogOptions.Follow.NO))
              .concatWith(
                  Flux.defer(
                      () -> {
                        if (!position.searches()) {
                          return Flux.empty();
                        }
                        return all || coversAll(messages)
                            ? readSince(position.rewind().orElseThrow())
                            : catchUp(messages * 4);
                      }));
        });
  }

  /** Whether there are no more messages than were asked for. */
  private boolean coversAll(int messages) {
    return readInPass < messages && logs.deliversAll(options);
  }

  /** What can be had of a log that does not contain the place any more. */
  private Flux<LogEvent> readSince(Instant time) {
    return read(since(time).withFollow(LogOptions.Follow.NO));
  }

  /** Goes on behind the last messages, once what was missed is there. */
  private Flux<LogEvent> goOn() {
    if (!logs.deliversAll(options)) {
      return read(since(position.rewind().orElseThrow()));
    }
    placed = false;
    return read(last(position.rewindWhole()));
  }

  private Flux<LogEvent> read(LogOptions part) {
    return logs.messages(id, part, tty, this::connected)
        .concatMapIterable(this::next, 1)
        .map(this::delivered);
  }

  private LogOptions whole() {
    return part(OptionalInt.empty(), options.since());
  }

  private LogOptions since(Instant time) {
    return part(OptionalInt.empty(), Optional.of(time));
  }

  private LogOptions last(int messages) {
    return part(OptionalInt.of(messages), options.since());
  }

  private LogOptions part(OptionalInt tail, Optional<Instant> since) {
    return new LogOptions(
        options.streams(),
        LogOptions.Follow.YES,
        LogOptions.Timestamps.YES,
        tail,
        since,
        options.until());
  }

  private void connected() {
    connectedOnce = true;
    broke = false;
    brokenAtMillis = 0;
  }

  /**
   * What comes next.
   *
   * @param message what counts as delivered with it; null for a gap
   */
  private record Step(LogEvent event, @Nullable LogMessage message) {}

  private List<Step> next(LogMessage message) {
    readInPass++;
    LogPosition.Verdict verdict = position.judge(message);
    boolean first = !placed;
    placed = true;
    if (verdict == LogPosition.Verdict.SEEN) {
      return List.of();
    }
    if (first && (deliveredInPass || !overrun)) {
      overrun = true;
      throw new Overrun();
    }
    Gap gap =
        verdict == LogPosition.Verdict.NEW_AFTER_GAP
            ? new Gap(
                "after a reconnection the log does not go on where it was left", position.last())
            : owed;
    Step frame = new Step(message.frame(options), message);
    return gap == null || gapDelivered ? List.of(frame) : List.of(new Step(gap, null), frame);
  }

  /**
   * Counts as delivered what the subscriber gets now. Not earlier: what waits for its demand is
   * lost when the connection breaks, and has to come again.
   */
  private LogEvent delivered(Step step) {
    if (step.message() == null) {
      owed = null;
      gapDelivered = true;
      gapInPass = true;
    } else {
      position.remember(step.message());
      pauses = 0;
      deliveredInPass = true;
      overrun = false;
      gapDelivered = false;
    }
    return step.event();
  }

  private Flux<LogEvent> doubtAtEnd() {
    return position.endsInDoubt()
        ? Flux.just(
            new Gap(
                "after a reconnection the log ended before the place where it was left",
                position.last()))
        : Flux.empty();
  }

  /** Decides whether to connect again after a cut: emits to do so. */
  private Mono<Long> afterError(Throwable error) {
    if (error instanceof Overrun) {
      return Mono.just(0L);
    }
    if (!connectedOnce) {
      return Mono.error(error);
    }
    if (error instanceof NotFoundException gone) {
      return Mono.error(
          new StreamInterruptedException(
              gone.context(),
              "the connection broke, and the container was removed before its log could be read on",
              gone));
    }
    boolean mayPass = error instanceof ContainerException known && known.retryable();
    long now = Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    brokenAtMillis = brokenAtMillis == 0 ? now : brokenAtMillis;
    if (!mayPass || now - brokenAtMillis > GIVE_UP.toMillis()) {
      return Mono.error(error);
    }
    broke = true;
    // A daemon that comes back may have started the container again.
    lastPass = false;
    return pause();
  }

  /**
   * Decides after a clean end whether to connect again. When the container has ended the log is
   * read on until nothing new comes: a daemon may end a log cleanly before it has sent the last of
   * it, Docker 20.10 by hundreds of megabytes if its reader is slow.
   */
  private Mono<Boolean> afterEnd() {
    if (lastPass) {
      // Behind a gap there is no telling what is new: what came after it could come for ever.
      return Mono.just(deliveredInPass && !gapInPass);
    }
    return logs.inspect(id)
        .map(
            now -> {
              lastPass = !goesOn(now);
              return true;
            })
        .onErrorResume(NotFoundException.class, removed -> Mono.just(false))
        .onErrorResume(
            ContainerException.class,
            error -> {
              if (!error.retryable()) {
                return Mono.error(error);
              }
              return Mono.just(true);
            })
        .flatMap(again -> again && !lastPass ? pause().thenReturn(true) : Mono.just(again));
  }

  /** One that was not started yet, or is to be started again, has not ended for good. */
  private boolean goesOn(EngineInspection now) {
    ContainerState state = now.state();
    if (options.until().isPresent() && (state.alive() || untilHasPassed())) {
      return false;
    }
    return state.alive()
        || state == ContainerState.CREATED
        || state == ContainerState.RESTARTING
        || state == ContainerState.UNKNOWN;
  }

  private boolean untilHasPassed() {
    long now = Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    return options.until().map(until -> until.toEpochMilli() <= now).orElse(false);
  }

  private Mono<Long> pause() {
    return Mono.delay(backoff.pause(pauses++));
  }

  /**
   * So much was written between two reads that the second does not reach back to the first. Twice
   * in a row without anything new means that it cannot be found by its time: then it is a gap.
   */
  private static final class Overrun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Overrun() {
      super("the log grew faster than it was read", null, false, false);
    }
  }
}
