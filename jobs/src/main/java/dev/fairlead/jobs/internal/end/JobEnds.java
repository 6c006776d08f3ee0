package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.internal.found.Survey;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.spi.error.ContainerException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Waits for the ends of jobs, each as its form wants it. Who begins to wait while the init steps
 * run sees nothing but containers, though the runtime may schedule the nodes after them: so the
 * form is looked for until there are nodes.
 */
public final class JobEnds {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final Survey survey;

  /**
   * Waits for nothing yet.
   *
   * @param runtime where the jobs are
   * @param timer what pauses are made with
   */
  public JobEnds(ContainerRuntime runtime, Scheduler timer) {
    this.runtime = runtime;
    this.timer = timer;
    this.survey = new Survey(runtime);
  }

  /**
   * Waits for an end.
   *
   * @param job the job, as it is now
   * @return how it ended; errors are those of a runtime that cannot be reached for long
   */
  public Mono<JobResult> of(JobInfo job) {
    return Mono.defer(
        () -> {
          if (isScheduled(job)) {
            return new ScheduledEnd(runtime, timer, job).result();
          }
          Mono<JobResult> composed = new JobEnd(runtime, timer, job).result();
          return job.status().preparing() && ScheduledJobs.areOn(runtime)
              ? afterSteps(job.name(), composed)
              : composed;
        });
  }

  private static boolean isScheduled(JobInfo job) {
    return job.form() == JobInfo.Form.SCHEDULED;
  }

  private Mono<JobResult> afterSteps(String job, Mono<JobResult> composed) {
    return Mono.firstWithSignal(
            composed.flatMap(
                result -> scheduled(job).map(this::of).defaultIfEmpty(Mono.just(result))),
            becomesScheduled(job).map(this::of))
        .flatMap(end -> end);
  }

  /** The job, if it is one that the runtime schedules; nothing while that cannot be seen. */
  private Mono<JobInfo> scheduled(String job) {
    return look(job).filter(JobEnds::isScheduled);
  }

  private Mono<JobInfo> look(String job) {
    return survey.job(job).onErrorResume(ContainerException.class, unseen -> Mono.empty());
  }

  /** The job once the runtime schedules it; never anything if it turns out to be of containers. */
  private Mono<JobInfo> becomesScheduled(String job) {
    return Mono.delay(PAUSE, timer)
        .then(look(job))
        .repeat()
        .filter(now -> isScheduled(now) || !now.status().preparing())
        .next()
        .filter(JobEnds::isScheduled)
        .switchIfEmpty(Mono.never());
  }
}
