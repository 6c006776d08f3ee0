package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.LogOptions.Follow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * One subscription to a followed log, over as many connections as it takes. It ends when the
 * container has ended for good and nothing new comes, and not when a connection does.
 *
 * <p>After a cut the place is looked for in the last lines, then from the time of the remembered
 * ones on. What is missing is read without following, which has an end, so that a place that is not
 * there any more is known: then a {@link Gap} is told. What is followed next begins within what is
 * remembered, or all of this is done again.
 */
final class FollowedPodLog {

  /** Without anything new for so long while the cluster fails, it is given up. */
  private static final Duration GIVE_UP = Duration.ofMinutes(2);

  /** An API server that has just started may not know yet what users may do. */
  private static final Duration DENIED = Duration.ofSeconds(20);

  /** What lasted so long was no failure. */
  private static final Duration LASTED = Duration.ofSeconds(10);

  /** By how much times may be out of order. */
  private static final Duration DISORDER = Duration.ofSeconds(2);

  /** How many lines may have been missed without reading from a time on. */
  private static final int MISSED = 1024;

  private static final int FIRST_MILLIS = 50;
  private static final int LONGEST_MILLIS = 1000;
  private static final int DOUBLINGS = 20;

  private final PodLogs logs;
  private final ContainerId id;
  private final String operation;
  private final LogOptions options;
  private final LogPlace place = new LogPlace();

  private @Nullable PodFacts facts;
  private boolean lastPass;
  private boolean deliveredInPass;
  private int overruns;
  private int pauses;
  private long passBegan;
  private long brokenAt;
  private boolean broke;
  private boolean asked;
  private boolean removed;
  private boolean lostPlace;

  FollowedPodLog(PodLogs logs, ContainerId id, String operation, LogOptions options) {
    this.logs = logs;
    this.id = id;
    this.operation = operation;
    this.options = options;
  }

  Flux<LogEvent> run(PodFacts now) {
    Flux<LogEvent> all =
        Flux.defer(this::pass)
            .retryWhen(Retry.from(errors -> errors.concatMap(e -> afterError(e.failure()), 1)))
            .repeatWhen(ends -> ends.concatMap(count -> afterEnd(), 1).takeWhile(again -> again));
    facts = now;
    Flux<LogEvent> started =
        now.stage() == PodFacts.Stage.WAITING
            ? logs.look()
                .when(id, operation, later -> later.stage() != PodFacts.Stage.WAITING)
                .doOnNext(later -> facts = later)
                .flatMapMany(later -> all)
            : all;
    return options
        .until()
        .map(until -> started.takeUntilOther(PodLogs.reached(until)))
        .orElse(started);
  }

  private Flux<LogEvent> pass() {
    deliveredInPass = false;
    if (removed) {
      return Flux.just(
          new Gap("the pod was deleted before its log was read to the end", place.last()));
    }
    passBegan = millis();
    if (place.isEmpty()) {
      return fromTheStart();
    }
    if (lostPlace) {
      return behindTheGap(lastPass ? Follow.NO : Follow.YES);
    }
    return lastPass ? missed() : missed().concatWith(Flux.defer(this::onwards));
  }

  private Flux<LogEvent> fromTheStart() {
    boolean mayLack = asked && broke && options.tail().isPresent();
    asked = true;
    place.placed();
    Flux<LogEvent> read =
        read(
            PodLogs.part(
                options, lastPass ? Follow.NO : Follow.YES, options.tail(), options.since()));
    return mayLack
        ? Flux.concat(
            Flux.just(new Gap("the connection broke before anything was read", Optional.empty())),
            read)
        : read;
  }

  /** What was written since, as far as the log has it. */
  private Flux<LogEvent> missed() {
    place.search();
    return read(last(Follow.NO, place.size() + MISSED))
        .concatWith(Flux.defer(() -> place.isSearching() ? missedSince() : Flux.empty()));
  }

  private Flux<LogEvent> missedSince() {
    place.search();
    return read(since(Follow.NO, before()))
        .concatWith(Flux.defer(() -> place.isSearching() ? gap() : Flux.empty()));
  }

  /** A server leaves out what has an earlier time, which may have been written later. */
  private Instant before() {
    return place.earliest().minus(DISORDER);
  }

  private Flux<LogEvent> gap() {
    lostPlace = true;
    Gap gap =
        new Gap("the log does not contain the place any more where it was left", place.last());
    return Flux.concat(Flux.just(gap), behindTheGap(Follow.NO));
  }

  /** What has a later time than all that was delivered: there is nothing else to go by. */
  private Flux<LogEvent> behindTheGap(Follow follow) {
    place.placed();
    return read(since(follow, place.last().orElseThrow().plusNanos(1)));
  }

  /** Goes on behind the last messages. Where lines are counted in another way, it goes by time. */
  private Flux<LogEvent> onwards() {
    if (lostPlace) {
      return behindTheGap(Follow.YES);
    }
    if (overruns > 1) {
      place.search();
      return read(since(Follow.YES, before()));
    }
    place.expectLast();
    return read(last(Follow.YES, place.size()));
  }

  private LogOptions last(Follow follow, int lines) {
    return PodLogs.part(options, follow, OptionalInt.of(lines), Optional.empty());
  }

  private LogOptions since(Follow follow, Instant time) {
    return PodLogs.part(options, follow, OptionalInt.empty(), Optional.of(time));
  }

  private Flux<LogEvent> read(LogOptions part) {
    PodFacts known = facts;
    if (known == null) {
      return Flux.error(new IllegalStateException("the pod was not looked at"));
    }
    return logs.messages(id, known, part).concatMapIterable(this::next, 1).map(this::delivered);
  }

  private List<LogMessage> next(LogMessage message) {
    switch (place.judge(message)) {
      case SEEN:
        return List.of();
      case ELSEWHERE:
        overruns++;
        throw new Overrun();
      default:
        return List.of(message);
    }
  }

  /** Counts as delivered what the subscriber gets now: what waits for its demand may be lost. */
  private LogEvent delivered(LogMessage message) {
    if (lostPlace) {
      // What was before the gap is never again in one piece with what follows it.
      place.forget();
      lostPlace = false;
    }
    place.remember(message);
    deliveredInPass = true;
    overruns = 0;
    pauses = 0;
    brokenAt = 0;
    return message.frame(options);
  }

  /** Decides whether to connect again after a cut: emits to do so. */
  private Mono<Long> afterError(Throwable error) {
    if (error instanceof Overrun) {
      return Mono.just(0L);
    }
    if (error instanceof NotFoundException gone) {
      return Mono.error(
          new StreamInterruptedException(
              gone.context(), "the pod was deleted before its log could be read on", gone));
    }
    long now = millis();
    if (brokenAt == 0 || now - passBegan > LASTED.toMillis()) {
      brokenAt = now;
    }
    boolean denied = error instanceof AccessDeniedException && !broke;
    broke = true;
    // An API server that comes back may have seen the pod start again.
    lastPass = false;
    return !denied && now - brokenAt <= patience(error).toMillis() ? pause() : Mono.error(error);
  }

  private static Duration patience(Throwable error) {
    if (error instanceof AccessDeniedException) {
      return DENIED;
    }
    boolean passes =
        error instanceof ContainerException known
            && (known.retryable()
                || known
                    .context()
                    .nativeCode()
                    .filter(code -> code.startsWith("HTTP 5"))
                    .isPresent());
    return passes ? GIVE_UP : Duration.ofMillis(-1);
  }

  /** Decides after a clean end whether to connect again. */
  private Mono<Boolean> afterEnd() {
    if (lastPass || removed) {
      return Mono.just(deliveredInPass);
    }
    return logs.look()
        .now(id, operation)
        .flatMap(this::goOn)
        .onErrorResume(
            NotFoundException.class,
            gone -> {
              removed = true;
              return Mono.just(true);
            })
        .onErrorResume(error -> !patience(error).isNegative(), failed -> pause().thenReturn(true));
  }

  private Mono<Boolean> goOn(PodFacts now) {
    facts = now;
    lastPass = now.stage() == PodFacts.Stage.ENDED;
    return lastPass ? Mono.just(true) : pause().thenReturn(true);
  }

  private Mono<Long> pause() {
    long longest = Math.min(LONGEST_MILLIS, (long) FIRST_MILLIS << Math.min(pauses++, DOUBLINGS));
    return Mono.delay(
        Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1)));
  }

  private static long millis() {
    return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
  }

  /** So much was written between two reads that the second does not reach back to the first. */
  private static final class Overrun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Overrun() {
      super("the log grew faster than it was read", null, false, false);
    }
  }
}
