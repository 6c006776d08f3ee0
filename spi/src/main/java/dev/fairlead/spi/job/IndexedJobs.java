package dev.fairlead.spi.job;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ranked jobs that the runtime itself schedules, restarts and queues. All operations need {@link
 * Capability#INDEXED_JOBS}; they are cold, and safe for concurrent use.
 */
public interface IndexedJobs {

  /**
   * The backend that these jobs belong to.
   *
   * @return its id
   */
  String backend();

  /**
   * Makes a job, which the runtime starts as soon as it can, or returns the one that exists with
   * the same specification. When a part of it cannot be made, nothing is left behind.
   *
   * @param spec what it is to be
   * @param mode what happens to wishes that the runtime cannot fulfil
   * @return the job. Signals {@link dev.fairlead.spi.error.ConflictException} naming the differing
   *     fields when the name exists with another specification
   */
  default Mono<IndexedJobInfo> create(IndexedJobSpec spec, PlanMode mode) {
    return Refusal.mono(backend(), Capability.INDEXED_JOBS, "create job " + spec.name());
  }

  /**
   * Looks at one job.
   *
   * @param name its name
   * @return the job. Signals {@link dev.fairlead.spi.error.NotFoundException} when it does not
   *     exist
   */
  default Mono<IndexedJobInfo> inspect(String name) {
    return Refusal.mono(backend(), Capability.INDEXED_JOBS, "inspect job " + name);
  }

  /**
   * Follows one job: as it is now, and then after each change.
   *
   * @param name its name
   * @return the job each time; completes after the element that says that it ended, and never
   *     without one: a job that vanishes signals {@link dev.fairlead.spi.error.NotFoundException},
   *     a connection that breaks for good {@link
   *     dev.fairlead.spi.error.StreamInterruptedException}. Cancelling does not touch the job.
   */
  default Flux<IndexedJobInfo> watch(String name) {
    return Refusal.flux(backend(), Capability.INDEXED_JOBS, "watch job " + name);
  }

  /**
   * Lists jobs.
   *
   * @param labels labels that a job must have, with their values; an empty value means that the
   *     label exists; empty for all jobs
   * @return the jobs, in no special order
   */
  default Flux<IndexedJobInfo> list(Map<String, String> labels) {
    return Refusal.flux(backend(), Capability.INDEXED_JOBS, "list jobs");
  }

  /**
   * Removes a job with its containers, running or not, and all else that was made for it.
   *
   * @param name its name
   * @return completes when all of it is gone, also when it was gone before
   */
  default Mono<Void> remove(String name) {
    return Refusal.mono(backend(), Capability.INDEXED_JOBS, "remove job " + name);
  }

  /**
   * The jobs of a backend that has none.
   *
   * @param backend its id
   * @return refuses every operation
   */
  static IndexedJobs unsupported(String backend) {
    Objects.requireNonNull(backend, "backend");
    return () -> backend;
  }
}
