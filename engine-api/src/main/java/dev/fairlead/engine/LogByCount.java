package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A followed log of a daemon that can be asked for a number of last messages: Docker. */
final class LogByCount extends FollowedLog {

  /** How many messages may have been missed without a second look. */
  private static final int MISSED = 1024;

  /** So many where connections break again and again before the place is reached. */
  private static final int LEAST_MISSED = 16;

  /** By so many more each time that the place was reached after all. */
  private static final int RECOVERY = 64;

  /** Rather than more than so many, all are read. */
  private static final int MOST = 1 << 20;

  private final LogPosition position;

  /** How many messages are looked through before those that are remembered. */
  private int slack = MISSED;

  private int readInPass;

  /** Whether what comes is only looked through so far. */
  private boolean looks;

  private boolean placed;
  private boolean overrun;

  LogByCount(
      EngineLogs logs, ContainerId id, LogOptions options, EngineInspection now, Backoff backoff) {
    this(logs, id, options, now, backoff, new LogPosition());
  }

  private LogByCount(
      EngineLogs logs,
      ContainerId id,
      LogOptions options,
      EngineInspection now,
      Backoff backoff,
      LogPosition position) {
    super(logs, id, options, now, backoff, position);
    this.position = position;
  }

  @Override
  Flux<LogEvent> connection() {
    if (looks && broke()) {
      slack = Math.max(LEAST_MISSED, slack / 2);
    }
    placed = true;
    looks = false;
    Optional<Instant> since = connectedOnce() ? position.rewind() : Optional.empty();
    if (connectedOnce() && broke() && since.isEmpty() && LogPosition.startMoves(options)) {
      owe(new Gap("the connection broke before anything was read", Optional.empty()));
    }
    if (since.isEmpty()) {
      return read(options.withFollow(lastPass() ? LogOptions.Follow.NO : LogOptions.Follow.YES));
    }
    looks = true;
    int few = position.search() + slack;
    Flux<LogEvent> missed =
        slack == MISSED
            ? catchUp(few, () -> widen(few))
            : reachesBack(few)
                .flatMap(enough -> enough ? Mono.just(few) : widen(few))
                .flatMapMany(this::catchUp);
    return lastPass() ? toTheEnd(missed) : missed.concatWith(Flux.defer(this::goOn));
  }

  /**
   * How many of the last messages reach back to the place, by the time of the first of them, so
   * that no more has to come over one connection than has to. It is a guess, no more: times are out
   * of order where a clock was set back, and between the streams. The place itself is found by what
   * comes.
   *
   * @param tooFew so many do not
   */
  private Mono<Integer> widen(int tooFew) {
    int more = tooFew * 4;
    return more > MOST
        ? Mono.just(more)
        : reachesBack(more).flatMap(enough -> enough ? narrow(tooFew, more) : widen(more));
  }

  private Mono<Integer> narrow(int tooFew, int enough) {
    int middle = tooFew + (enough - tooFew) / 2;
    return enough - tooFew <= slack
        ? Mono.just(enough)
        : reachesBack(middle)
            .flatMap(already -> already ? narrow(tooFew, middle) : narrow(middle, enough));
  }

  private Mono<Boolean> reachesBack(int messages) {
    return messages(last(messages).withFollow(LogOptions.Follow.NO))
        .next()
        .map(position::isReachedBy)
        .defaultIfEmpty(true);
  }

  private Flux<LogEvent> catchUp(int messages) {
    return catchUp(messages, () -> Mono.just(messages * 4));
  }

  /**
   * Looks for the place in the last messages, in more and more of them, and reads on from there. A
   * time would not do: the daemon leaves out all that has an earlier one, also what was written
   * after the clock was set back.
   *
   * @param messages how many, more than are remembered
   * @param more how many if these do not contain it
   */
  private Flux<LogEvent> catchUp(int messages, Supplier<Mono<Integer>> more) {
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
                            : more.get().flatMapMany(this::catchUp);
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
    found();
    if (!logs.deliversAll(options)) {
      return read(since(position.rewind().orElseThrow()));
    }
    placed = false;
    return read(last(position.rewindWhole()));
  }

  private void found() {
    if (looks) {
      slack = Math.min(MISSED, slack + RECOVERY);
    }
    looks = false;
    goesOn();
  }

  private Flux<LogEvent> read(LogOptions part) {
    return deliver(messages(part));
  }

  private LogOptions whole() {
    return part(OptionalInt.empty(), options.since());
  }

  private LogOptions last(int messages) {
    return part(OptionalInt.of(messages), options.since());
  }

  @Override
  boolean isAtEnd() {
    return placed && position.isAtEnd();
  }

  /**
   * Twice in a row without anything new means that the place cannot be found by its time: then it
   * is a gap.
   */
  @Override
  LogProgress.Verdict judge(LogMessage message) {
    readInPass++;
    LogProgress.Verdict verdict = position.judge(message);
    if (looks && position.isAtEnd()) {
      found();
    }
    boolean first = !placed;
    placed = true;
    if (verdict != LogProgress.Verdict.SEEN && first && (deliveredInPass() || !overrun)) {
      overrun = true;
      throw new Overrun();
    }
    return verdict;
  }

  @Override
  boolean looksForItsPlace() {
    return looks;
  }

  @Override
  void onDelivered() {
    overrun = false;
  }

  @Override
  boolean tellsOfRemoval() {
    return false;
  }
}
