package dev.fairlead.app;

import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.log.LogOptions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What whoever runs a job sees of it: the lines of its init steps while they run, and those of its
 * nodes after them. A slow reader does not hold the job up: how far it has read makes no difference
 * to when the next step, or a node, is started.
 */
final class JobRunEvents {

  /** So many lines of the nodes are kept until those of the steps are read. */
  private static final int AHEAD = 16;

  private final Jobs jobs;
  private final String name;
  private final LogOptions each;

  JobRunEvents(Jobs jobs, String name, LogOptions each) {
    this.jobs = jobs;
    this.name = name;
    this.each = each;
  }

  /**
   * Starts a job and follows it.
   *
   * @param request the job
   * @param starting what else is to be done with its start
   * @return lines, and at last the end; an error of the start comes after the lines before it
   */
  Flux<JobEvent> of(JobRequest request, Function<Mono<StartedJob>, Mono<StartedJob>> starting) {
    return Flux.defer(
        () -> {
          // As many elements as a job has init steps.
          Sinks.Many<String> steps = Sinks.many().unicast().onBackpressureBuffer();
          AtomicBoolean failed = new AtomicBoolean();
          Mono<StartedJob> start =
              starting
                  .apply(jobs.run(request.withStepStarted(steps::tryEmitNext)))
                  .doOnError(error -> failed.set(true))
                  .doFinally(signal -> steps.tryEmitComplete());
          Queue<JobEvent> troubles = new ConcurrentLinkedQueue<>();
          Flux<JobEvent> ofSteps =
              steps
                  .asFlux()
                  .concatMap(step -> step(step).filter(event -> shown(event, troubles)), 1)
                  .concatWith(
                      Flux.defer(() -> failed.get() ? Flux.empty() : Flux.fromIterable(troubles)));
          return Flux.mergeSequentialDelayError(
              AHEAD, ofSteps, start.thenMany(Flux.defer(this::nodes)));
        });
  }

  /**
   * That a log cannot be read is told when the start has succeeded: otherwise it was taken back,
   * and how the log ends is in the error.
   */
  private static boolean shown(JobEvent event, Queue<JobEvent> troubles) {
    return !(event instanceof JobLogEvent.Trouble) || !troubles.add(event);
  }

  /** What a step that failed left is taken back, also while it is read. */
  private Flux<JobEvent> step(String step) {
    return jobs.logs(name, JobLogOptions.all().only(JobPart.step(step)).withEach(each))
        .cast(JobEvent.class)
        .onErrorResume(ContainerException.class, gone -> Flux.empty());
  }

  private Flux<JobEvent> nodes() {
    return jobs.follow(name, JobLogOptions.all().withSteps(Set.of(JobPart.NODE)).withEach(each));
  }
}
