package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.RetryableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One wait: looks again and again, and remembers what it saw last. */
final class Attempt {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final ContainerId id;
  private final Readiness readiness;
  private final Duration deadline;
  private final ErrorContext context;
  private final AtomicReference<String> seen = new AtomicReference<>("nothing of it yet");
  private final AtomicReference<@Nullable Exit> lastExit = new AtomicReference<>();

  Attempt(
      ContainerRuntime runtime,
      Scheduler timer,
      ContainerId id,
      Readiness readiness,
      Duration deadline) {
    this.runtime = runtime;
    this.timer = timer;
    this.id = id;
    this.readiness = readiness;
    this.deadline = deadline;
    this.context =
        ErrorContext.of(runtime.id(), "wait until container " + id + " " + readiness.words())
            .withResource(id.value())
            .withRemedy("fairlead logs " + id);
  }

  Mono<Ready> run() {
    long begin = timer.now(TimeUnit.MILLISECONDS);
    return runtime
        .containers()
        .inspect(id)
        .flatMap(first -> watched())
        .timeout(deadline, timer)
        .onErrorResume(TimeoutException.class, late -> overdue())
        .map(
            proof ->
                new Ready(
                    readiness, proof, Duration.ofMillis(timer.now(TimeUnit.MILLISECONDS) - begin)));
  }

  /** A container that removes itself tells its exit code only to whoever waits for it. */
  private Mono<String> watched() {
    return Mono.usingWhen(
        runtime.containers().watchExit(id, WaitCondition.NEXT_EXIT),
        watch -> proof().takeUntilOther(remembered(watch)),
        ExitWatch::close);
  }

  /** Never emits: what ended may be started again. */
  private Mono<Void> remembered(ExitWatch watch) {
    return watch.exit().doOnNext(lastExit::set).onErrorComplete().then(Mono.never());
  }

  private Mono<String> proof() {
    if (readiness instanceof Readiness.Logged logged) {
      return new LogSearch(runtime, id).find(logged.pattern(), seen::set).switchIfEmpty(ended());
    }
    Probe probe = Probe.of(readiness, runtime);
    return look(probe)
        .repeatWhenEmpty(rounds -> rounds.concatMap(round -> Mono.delay(pause(round), timer)));
  }

  private static Duration pause(long round) {
    long doubled = FIRST_PAUSE.toMillis() << Math.min(round, 10);
    return Duration.ofMillis(Math.min(doubled, LONGEST_PAUSE.toMillis()));
  }

  /** Empty as long as the condition does not hold. */
  private Mono<String> look(Probe probe) {
    return runtime
        .containers()
        .inspect(id)
        .onErrorResume(NotFoundException.class, gone -> goneAway(gone))
        .flatMap(info -> isOver(info) ? over(info.exit().orElse(null)) : probe.look(info))
        .onErrorResume(
            RetryableException.class, error -> Mono.just(Look.notYet(error.getMessage() + "")))
        .doOnNext(look -> seen.set(look.seen()))
        .filter(Look::ready)
        .map(Look::seen);
  }

  private static boolean isOver(ContainerInfo info) {
    return info.state() == ContainerState.EXITED
        || info.state() == ContainerState.DEAD
        || info.state() == ContainerState.REMOVING;
  }

  /** The log has ended, and so has the container. */
  private Mono<String> ended() {
    return runtime
        .containers()
        .inspect(id)
        .onErrorResume(NotFoundException.class, this::goneAway)
        .flatMap(info -> over(info.exit().orElse(null)));
  }

  private <T> Mono<T> goneAway(NotFoundException gone) {
    Exit exit = lastExit.get();
    return exit == null
        ? Mono.error(new ConflictException(context, "it was removed before its end was seen", gone))
        : Mono.error(new ConflictException(context, words(exit) + " and was removed", gone));
  }

  private <T> Mono<T> over(@Nullable Exit exit) {
    return tail()
        .flatMap(tail -> Mono.error(new ConflictException(context, words(exit) + tail, null)));
  }

  private static String words(@Nullable Exit exit) {
    if (exit == null) {
      return "it has ended";
    }
    if (exit instanceof Exit.Lost lost) {
      return "it has ended, with a code that is not known: " + lost.reason();
    }
    return "it has ended"
        + (exit.code().isPresent() ? " with exit code " + exit.code().getAsInt() : "")
        + (exit instanceof Exit.OutOfMemory ? ", out of memory" : "");
  }

  private Mono<String> overdue() {
    return tail()
        .flatMap(
            tail ->
                Mono.error(
                    new OperationTimeoutException(
                        context,
                        "it did not within "
                            + LogSearch.words(deadline)
                            + "; seen last: "
                            + seen.get()
                            + tail,
                        null)));
  }

  /** How the log ends, to be added to a message; nothing where it cannot be read. */
  private Mono<String> tail() {
    return new LogSearch(runtime, id)
        .tail()
        .timeout(Duration.ofSeconds(2), Mono.just(""), timer)
        .onErrorReturn(ContainerException.class, "");
  }
}
