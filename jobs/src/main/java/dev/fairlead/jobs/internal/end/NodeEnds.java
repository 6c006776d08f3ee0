package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.RetryableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/** Waits for the ends of single nodes, over connections that break. */
final class NodeEnds {

  private static final int RETRIES = 6;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);

  private final ContainerRuntime runtime;
  private final Scheduler timer;

  NodeEnds(ContainerRuntime runtime, Scheduler timer) {
    this.runtime = runtime;
    this.timer = timer;
  }

  /** The node after its end; lost if it was removed before that was seen. */
  Mono<JobMember> of(JobMember running) {
    return runtime
        .containers()
        .waitFor(running.container().orElseThrow(), WaitCondition.NOT_RUNNING)
        .retryWhen(again(timer))
        .onErrorResume(
            NotFoundException.class,
            gone -> Mono.just(new Exit.Lost("it was removed before its end was seen")))
        .map(exit -> running.ended(exit, now()));
  }

  private Instant now() {
    return Instant.ofEpochMilli(timer.now(TimeUnit.MILLISECONDS));
  }

  /** How often, and after what pauses, what was cut off is begun again. */
  static RetryBackoffSpec again(Scheduler timer) {
    return Retry.backoff(RETRIES, FIRST_BACKOFF)
        .maxBackoff(LONGEST_BACKOFF)
        .transientErrors(true)
        .scheduler(timer)
        .filter(RetryableException.class::isInstance)
        .onRetryExhaustedThrow((retry, signal) -> signal.failure());
  }
}
