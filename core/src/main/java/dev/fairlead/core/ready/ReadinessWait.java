package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Waits for containers to be ready. Cold: each subscription is a wait of its own. Cancelling ends
 * the wait and nothing else. Safe for use by several threads.
 *
 * <p>A wait signals
 *
 * <ul>
 *   <li>{@link dev.fairlead.spi.error.OperationTimeoutException} at the deadline: it says what was
 *       seen last and how the log ends;
 *   <li>{@link dev.fairlead.spi.error.ConflictException} as soon as the container has ended for
 *       good, with its exit code and the end of its log, or if it has no health check that could be
 *       waited for;
 *   <li>{@link dev.fairlead.spi.error.NotFoundException} if there is no such container.
 * </ul>
 */
public final class ReadinessWait {

  private final ContainerRuntime runtime;
  private final Scheduler timer;

  private ReadinessWait(ContainerRuntime runtime, Scheduler timer) {
    this.runtime = Objects.requireNonNull(runtime, "runtime");
    this.timer = Objects.requireNonNull(timer, "timer");
  }

  /**
   * Waits for containers of a runtime.
   *
   * @param runtime the runtime, which stays its owner's
   * @return the waits
   */
  public static ReadinessWait of(ContainerRuntime runtime) {
    return new ReadinessWait(runtime, Schedulers.parallel());
  }

  /**
   * The same with another clock.
   *
   * @param value measures deadlines and pauses
   * @return a copy
   */
  public ReadinessWait withTimer(Scheduler value) {
    return new ReadinessWait(runtime, value);
  }

  /**
   * Waits for one condition.
   *
   * @param id the container; one that was not started yet is waited for too
   * @param readiness the condition
   * @param deadline how long it may take, positive
   * @return what was seen of it
   */
  public Mono<Ready> until(ContainerId id, Readiness readiness, Duration deadline) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(readiness, "readiness");
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive, but is " + deadline);
    }
    return Mono.defer(() -> new Attempt(runtime, timer, id, readiness, deadline).run())
        .checkpoint(runtime.id() + " wait until container " + id + " " + readiness.words());
  }

  /**
   * Waits for several conditions at once.
   *
   * @param id the container
   * @param conditions the conditions
   * @param deadline how long all of them together may take, positive
   * @return what was seen, in the order of the conditions; the first failure ends the others
   */
  public Flux<Ready> untilAll(ContainerId id, List<Readiness> conditions, Duration deadline) {
    return Flux.mergeSequential(
        conditions.stream().map(condition -> until(id, condition, deadline)).toList());
  }
}
