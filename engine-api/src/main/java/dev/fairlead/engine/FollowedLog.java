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
 * container has ended, which an inspection tells and not the end of a connection. What a daemon is
 * asked for is told by the subclasses.
 */
abstract class FollowedLog {

  static final Duration GIVE_UP = Duration.ofMinutes(2);

  final EngineLogs logs;
  final ContainerId id;
  final LogOptions options;
  private final boolean tty;
  private final Backoff backoff;
  private final LogProgress progress;

  private boolean connectedOnce;
  private boolean broke;
  private boolean lastPass;
  private boolean deliveredInPass;
  private boolean gapInPass;
  private boolean gapDelivered;
  private int pauses;
  private long brokenAtMillis;
  private @Nullable Gap owed;

  FollowedLog(
      EngineLogs logs,
      ContainerId id,
      LogOptions options,
      EngineInspection now,
      Backoff backoff,
      LogProgress progress) {
    this.logs = logs;
    this.id = id;
    this.options = options;
    this.tty = now.info().tty();
    this.backoff = backoff;
    this.progress = progress;
  }

  Flux<LogEvent> run() {
    return Flux.defer(this::pass)
        .retryWhen(Retry.from(errors -> errors.concatMap(e -> afterError(e.failure()), 1)))
        .repeatWhen(ends -> ends.concatMap(count -> afterEnd(), 1).takeWhile(again -> again));
  }

  private Flux<LogEvent> pass() {
    deliveredInPass = false;
    gapInPass = false;
    return connection();
  }

  /** All that is read until something breaks, or the daemon ends it. */
  abstract Flux<LogEvent> connection();

  /** Tells what a message is that was read. */
  abstract LogProgress.Verdict judge(LogMessage message);

  /** Whether all that is read next is new. */
  abstract boolean isAtEnd();

  /** Something new was delivered. */
  abstract void onDelivered();

  /** Whether there is something to tell once the container was removed. */
  abstract boolean tellsOfRemoval();

  final boolean connectedOnce() {
    return connectedOnce;
  }

  /** Whether a connection broke, and there was none since. */
  final boolean broke() {
    return broke;
  }

  /** Whether the container has ended, so that nothing more will be written. */
  final boolean lastPass() {
    return lastPass;
  }

  final boolean deliveredInPass() {
    return deliveredInPass;
  }

  /** Comes before what is delivered next. */
  final void owe(Gap gap) {
    owed = gap;
  }

  final LogOptions part(OptionalInt tail, Optional<Instant> since) {
    return new LogOptions(
        options.streams(),
        LogOptions.Follow.YES,
        LogOptions.Timestamps.YES,
        tail,
        since,
        options.until(),
        options.run());
  }

  final LogOptions since(Instant time) {
    return part(OptionalInt.empty(), Optional.of(time));
  }

  final Flux<LogMessage> messages(LogOptions part) {
    return logs.messages(id, part, tty, this::connected);
  }

  private void connected() {
    connectedOnce = true;
    broke = false;
    if (!looksForItsPlace()) {
      goesOn();
    }
  }

  /**
   * Whether what is read now is only looked through for the place to go on at, so that it is no
   * progress that a connection for it was made.
   */
  abstract boolean looksForItsPlace();

  /** What was broken off goes on: it is not given up while it does, again and again. */
  final void goesOn() {
    brokenAtMillis = 0;
  }

  /** The events that messages are, and no more of them than were asked for. */
  final Flux<LogEvent> deliver(Flux<LogMessage> messages) {
    return owed == null && isAtEnd()
        ? messages.map(message -> delivered(new Step(message.frame(options), message)))
        : messages.concatMapIterable(this::next, 1).map(this::delivered);
  }

  /**
   * What comes next.
   *
   * @param message what counts as delivered with it; null for a gap
   */
  private record Step(LogEvent event, @Nullable LogMessage message) {}

  private List<Step> next(LogMessage message) {
    LogProgress.Verdict verdict = judge(message);
    if (verdict == LogProgress.Verdict.SEEN) {
      return List.of();
    }
    Gap gap =
        verdict == LogProgress.Verdict.NEW_AFTER_GAP
            ? new Gap(
                "after a reconnection the log does not go on where it was left", progress.last())
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
      progress.remember(step.message());
      goesOn();
      pauses = 0;
      deliveredInPass = true;
      gapDelivered = false;
      onDelivered();
    }
    return step.event();
  }

  /** The rest of a log that does not grow any more, and a gap if it is not the rest. */
  final Flux<LogEvent> toTheEnd(Flux<LogEvent> rest) {
    return rest.concatWith(Flux.defer(this::doubtAtEnd))
        .onErrorResume(NotFoundException.class, removed -> Flux.empty());
  }

  private Flux<LogEvent> doubtAtEnd() {
    return progress.endsInDoubt()
        ? Flux.just(
            new Gap(
                "after a reconnection the log ended before the place where it was left",
                progress.last()))
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
        .onErrorResume(
            NotFoundException.class,
            removed -> {
              lastPass = true;
              return Mono.just(tellsOfRemoval());
            })
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

  /** So much was written between two reads that the second does not reach back to the first. */
  static final class Overrun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Overrun() {
      super("the log grew faster than it was read", null, false, false);
    }
  }
}
