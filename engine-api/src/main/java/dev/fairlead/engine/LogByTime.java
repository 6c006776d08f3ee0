package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A followed log of Podman. What is there is read without following, which is exact, and from there
 * on it is followed.
 *
 * <p>Podman 4.3 leaves lines out of a followed log, here and there and without a sign, from the end
 * of the container on ({@code StopAtEOF} of the library that it follows files with). So what came
 * is delivered only once the container was seen to run after that; what came later is read again
 * without following.
 */
final class LogByTime extends FollowedLog {

  /** How many messages one look at the container vouches for. */
  private static final int VOUCHED = 1024;

  private static final Duration GATHERING = Duration.ofMillis(5);

  private final CountedProgress progress;

  /** How many of the first lines are not wanted; negative until it is known. */
  private long leftOut;

  private boolean removed;

  LogByTime(
      EngineLogs logs, ContainerId id, LogOptions options, EngineInspection now, Backoff backoff) {
    this(logs, id, options, now, backoff, new CountedProgress());
  }

  private LogByTime(
      EngineLogs logs,
      ContainerId id,
      LogOptions options,
      EngineInspection now,
      Backoff backoff,
      CountedProgress progress) {
    super(logs, id, options, now, backoff, progress);
    this.progress = progress;
    this.leftOut = options.tail().isPresent() ? -1 : 0;
  }

  @Override
  Flux<LogEvent> connection() {
    if (removed) {
      return removal();
    }
    Flux<LogEvent> there =
        Flux.defer(() -> deliver(messages(onwards().withFollow(LogOptions.Follow.NO))));
    Flux<LogEvent> placed = leftOut < 0 ? count().thenMany(there) : there;
    return lastPass()
        ? toTheEnd(placed.onErrorResume(NotFoundException.class, gone -> removal()))
        : placed.concatWith(Flux.defer(this::follow));
  }

  @Override
  boolean looksForItsPlace() {
    return false;
  }

  private Flux<LogEvent> removal() {
    return Flux.just(
        new Gap("the container was removed before its log was read to the end", progress.last()));
  }

  /** Tail is done by hand: Podman 4.3 joins the last two lines if no newline ends the last one. */
  private Mono<Void> count() {
    return LineCount.of(messages(whole().withFollow(LogOptions.Follow.NO)))
        .doOnNext(lines -> leftOut = Math.max(0, lines - options.tail().orElse(0)))
        .then();
  }

  private LogOptions whole() {
    return part(OptionalInt.empty(), options.since());
  }

  private LogOptions onwards() {
    return progress.rewind().map(this::since).orElseGet(this::whole);
  }

  private Flux<LogEvent> follow() {
    return logs.inspect(id)
        .filter(now -> now.state() == ContainerState.RUNNING)
        .flatMapMany(now -> deliver(vouched(messages(onwards()), now.info().startedAt())));
  }

  private Flux<LogMessage> vouched(Flux<LogMessage> live, Optional<Instant> started) {
    return live.bufferTimeout(VOUCHED, GATHERING, true)
        .concatMap(batch -> stillRuns(started).map(yes -> yes ? batch : List.<LogMessage>of()), 1)
        .takeWhile(batch -> !batch.isEmpty())
        .concatMapIterable(batch -> batch, 1);
  }

  private Mono<Boolean> stillRuns(Optional<Instant> started) {
    return logs.inspect(id)
        .map(now -> now.state() == ContainerState.RUNNING && now.info().startedAt().equals(started))
        .onErrorReturn(NotFoundException.class, false);
  }

  @Override
  boolean isAtEnd() {
    return leftOut == 0 && progress.isAtEnd();
  }

  @Override
  LogProgress.Verdict judge(LogMessage message) {
    LogProgress.Verdict verdict = progress.judge(message);
    if (verdict == LogProgress.Verdict.SEEN || leftOut == 0) {
      return verdict;
    }
    leftOut -= LineCount.ends(message) ? 1 : 0;
    progress.remember(message);
    return LogProgress.Verdict.SEEN;
  }

  @Override
  void onDelivered() {}

  @Override
  boolean tellsOfRemoval() {
    removed = true;
    return true;
  }
}
