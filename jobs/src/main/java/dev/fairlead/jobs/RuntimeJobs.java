package dev.fairlead.jobs;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.end.JobEnds;
import dev.fairlead.jobs.internal.end.JobLogs;
import dev.fairlead.jobs.internal.foreground.ForegroundRuntime;
import dev.fairlead.jobs.internal.found.Leftovers;
import dev.fairlead.jobs.internal.found.Survey;
import dev.fairlead.jobs.internal.start.JobStart;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Jobs on any runtime: those that it schedules itself, and those that are single containers. */
final class RuntimeJobs implements Jobs {

  private static final int STOPS_AT_ONCE = 8;

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final WorkspaceFiles files;
  private final Survey survey;
  private final JobEnds ends;
  private final JobLogs logs;
  private final Leftovers leftovers;
  private final Cleanups cleanups = new Cleanups();

  RuntimeJobs(ContainerRuntime given, Scheduler timer, WorkspaceFiles files) {
    this.runtime = ForegroundRuntime.over(given, timer, cleanups);
    this.timer = timer;
    this.files = files;
    this.survey = new Survey(runtime);
    this.ends = new JobEnds(runtime, timer);
    this.logs = new JobLogs(runtime, timer);
    this.leftovers = new Leftovers(runtime, files);
  }

  @Override
  public Mono<StartedJob> run(JobRequest request) {
    Objects.requireNonNull(request, "request");
    String operation = "run job " + request.spec().name();
    return Mono.defer(
            () ->
                runtime.capabilities().has(Capability.DETACH)
                        || runtime instanceof ForegroundRuntime
                    ? new JobStart(request, runtime, timer, files, cleanups).run()
                    : Refusal.<StartedJob>mono(runtime.id(), Capability.DETACH, operation))
        .checkpoint(runtime.id() + " " + operation);
  }

  @Override
  public Mono<JobInfo> get(String name) {
    return survey.job(name);
  }

  @Override
  public Flux<JobInfo> list() {
    return survey.jobs();
  }

  @Override
  public Flux<JobLogEvent> logs(String name, JobLogOptions options) {
    Objects.requireNonNull(options, "options");
    return survey.job(name).flatMapMany(job -> logs.of(job, options, Mono.never()));
  }

  @Override
  public Mono<JobResult> waitFor(String name) {
    return survey.job(name).flatMap(job -> ends.of(job).delayUntil(result -> removedIfAsked(job)));
  }

  @Override
  public Flux<JobEvent> follow(String name, JobLogOptions options) {
    Objects.requireNonNull(options, "options");
    return survey.job(name).flatMapMany(job -> follow(job, options));
  }

  /** Two streams that do not wait for each other, and the result when both are through. */
  private Flux<JobEvent> follow(JobInfo job, JobLogOptions options) {
    AtomicReference<@Nullable JobResult> held = new AtomicReference<>();
    Sinks.Empty<Void> over = Sinks.empty();
    Mono<JobEvent> end =
        ends.of(job)
            .doOnNext(held::set)
            .doFinally(signal -> over.tryEmitEmpty())
            .then(Mono.empty());
    return Flux.<JobEvent>merge(logs.of(job, options, over.asMono()), end)
        .concatWith(Mono.defer(() -> removedIfAsked(job).then(Mono.justOrEmpty(held.get()))));
  }

  private Mono<Boolean> removedIfAsked(JobInfo job) {
    return job.removal() == JobSpec.Removal.AFTER_THE_END ? delete(job.name()) : Mono.just(false);
  }

  @Override
  public Mono<Void> stop(String name, StopOptions options) {
    Objects.requireNonNull(options, "options");
    return survey
        .job(name)
        .flatMapIterable(this::stoppable)
        .flatMapDelayError(
            member ->
                runtime
                    .containers()
                    .stop(member.container().orElseThrow(), options)
                    .then()
                    .onErrorResume(NotFoundException.class, gone -> Mono.empty()),
            STOPS_AT_ONCE,
            STOPS_AT_ONCE)
        .then();
  }

  /**
   * What runs. Where the runtime schedules the job, the end of one node has it end the others; but
   * what waits for a place, with a container or without, would be started all the same.
   */
  private List<JobMember> stoppable(JobInfo job) {
    List<JobMember> running = in(MemberState.RUNNING, job);
    if (job.form() == JobInfo.Form.SCHEDULED
        && running.isEmpty()
        && !in(MemberState.WAITING, job).isEmpty()) {
      throw new ConflictException(
          ErrorContext.of(runtime.id(), "stop job " + job.name())
              .withResource(job.name())
              .withRemedy("fairlead job rm -f " + job.name()),
          "none of its containers runs yet that could be ended",
          null);
    }
    return running;
  }

  private static List<JobMember> in(MemberState state, JobInfo job) {
    return job.status().parts().stream().filter(member -> member.state() == state).toList();
  }

  @Override
  public Mono<Boolean> delete(String name) {
    JobSpec.checkName(name);
    return leftovers.remove(Ownership.JOB, name).map(removed -> removed > 0);
  }

  @Override
  public Mono<Void> settled() {
    return cleanups.settled();
  }
}
