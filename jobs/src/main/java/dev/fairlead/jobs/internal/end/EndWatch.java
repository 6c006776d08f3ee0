package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.RetryableException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/** Waits for the ends of containers of a job, also over a connection that breaks meanwhile. */
public final class EndWatch {

  private static final int RETRIES = 6;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(3);

  private final ContainerRuntime runtime;
  private final Scheduler timer;

  /**
   * Waits for nothing yet.
   *
   * @param runtime where the containers are
   * @param timer what pauses are made with
   */
  public EndWatch(ContainerRuntime runtime, Scheduler timer) {
    this.runtime = runtime;
    this.timer = timer;
  }

  /**
   * Waits for an end.
   *
   * @param id a container that was started
   * @return how it ended; lost if it was removed before that was seen
   */
  public Mono<Exit> of(ContainerId id) {
    return runtime
        .containers()
        .waitFor(id, WaitCondition.NOT_RUNNING)
        .retryWhen(again(timer))
        .onErrorResume(
            NotFoundException.class,
            gone -> Mono.just(new Exit.Lost("it was removed before its end was seen")));
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
