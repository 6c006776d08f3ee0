package dev.fairlead.jobs.internal.start;

import dev.fairlead.jobs.internal.found.Leftovers;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.RetryableException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** What one attempt to start a job makes, and how all of it is taken back. */
final class TakeBack {

  private static final int REMOVALS = 6;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

  /** After a lost answer the runtime may still be at work: so long it is waited for. */
  private static final Duration LATE_WORK = Duration.ofSeconds(1);

  private final JobRequest request;
  private final Leftovers leftovers;
  private final Scheduler timer;
  private final String mark;
  private final NodeWorkspace workspace;
  private final Queue<Mono<?>> makings = new ConcurrentLinkedQueue<>();
  private volatile boolean answerLost;

  TakeBack(
      JobRequest request,
      Leftovers leftovers,
      Scheduler timer,
      String mark,
      NodeWorkspace workspace) {
    this.request = request;
    this.leftovers = leftovers;
    this.timer = timer;
    this.mark = mark;
    this.workspace = workspace;
  }

  /** What is being made, and so has to be waited for before it can be taken back. */
  <T> Mono<T> made(Mono<T> call) {
    return Mono.defer(
        () -> {
          Mono<T> making = call.doOnError(this::remember).cache();
          makings.add(making);
          return making;
        });
  }

  void remember(Throwable error) {
    answerLost |= error instanceof RetryableException;
  }

  Mono<Void> run(@Nullable Throwable error) {
    return Flux.fromIterable(makings)
        .flatMap(Mono::onErrorComplete, Integer.MAX_VALUE)
        .then(Mono.defer(this::lateWork))
        .then(removal())
        .then()
        // Also if the runtime is away: only this attempt knows of the workspace for sure.
        .onErrorResume(failure -> workspace.takeBack().onErrorComplete().then(Mono.error(failure)))
        .then(workspace.takeBack())
        .onErrorResume(failure -> tell(error, failure));
  }

  /** What is still being made would make a volume again that is removed before it. */
  private Mono<Void> lateWork() {
    return answerLost ? Mono.delay(LATE_WORK, timer).then() : Mono.empty();
  }

  /** A runtime that was lost on the way most often comes back, and nobody else will do this. */
  private Mono<Long> removal() {
    return Mono.defer(() -> leftovers.remove(Ownership.ATTEMPT, mark))
        .retryWhen(
            Retry.backoff(REMOVALS, FIRST_BACKOFF)
                .maxBackoff(LONGEST_BACKOFF)
                .scheduler(timer)
                .filter(TakeBack::mayPass)
                .onRetryExhaustedThrow((retry, signal) -> signal.failure()));
  }

  private static boolean mayPass(Throwable error) {
    return Exceptions.unwrapMultiple(error).stream().anyMatch(RetryableException.class::isInstance);
  }

  /** The first error tells more than that its consequences could not be mended. */
  private Mono<Void> tell(@Nullable Throwable error, Throwable failure) {
    return Mono.fromRunnable(
        () -> {
          if (error != null && error != failure) {
            error.addSuppressed(failure);
          }
          request
              .notices()
              .accept(
                  "not all of job "
                      + request.spec().name()
                      + " could be taken back: "
                      + failure.getMessage()
                      + "; try: fairlead job rm -f "
                      + request.spec().name());
        });
  }

  /** Something that makes was cancelled before it answered. */
  void unanswered() {
    answerLost = true;
  }
}
