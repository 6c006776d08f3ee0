package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Runs a job: the logs of its nodes are this command's output, and its exit code this one's. */
@Command(
    name = "run",
    description = "Run ranked containers as one job, and end with its exit code.")
final class JobRunCommand extends RuntimeCommand {

  @Option(
      names = {"-d", "--detach"},
      description = "Print the job's name once all nodes run, and leave them running.")
  boolean detach;

  @Option(names = "--timestamps", description = "Put the time before each line.")
  boolean timestamps;

  @Mixin JobOptions job = new JobOptions();

  @Override
  Mono<Integer> execute(Session session) {
    JobSpec spec =
        job.spec(
            session.terminal().directory(),
            session.machine().environment(),
            root().configuration());
    return session
        .runtime()
        .flatMap(
            runtime ->
                ImageArgument.in(
                        runtime.images(),
                        spec.template().toBuilder().image(job.image(runtime.id())).build())
                    .map(meant -> spec.toBuilder().template(meant).build())
                    .flatMap(meant -> run(session, runtime, meant)));
  }

  private Mono<Integer> run(Session session, ContainerRuntime runtime, JobSpec spec) {
    if (detach && !runtime.capabilities().has(Capability.DETACH)) {
      return Mono.error(() -> noDetachment(runtime, spec));
    }
    Jobs jobs = Jobs.of(runtime);
    JobRequest request =
        JobRequest.of(spec)
            .withMode(session.planMode())
            .withProgress(new PullNotices(session)::step)
            .withNotices(words -> session.notice("fairlead: " + words));
    return (detach ? named(session, jobs, request) : follow(session, runtime, jobs, request))
        .onErrorResume(BackendFailureException.class, this::stepFailed);
  }

  private Mono<StartedJob> started(Session session, Jobs jobs, Mono<StartedJob> start) {
    return start
        .doFinally(signal -> takenBack(session, jobs, signal))
        .doOnNext(started -> started.warnings().forEach(session::notice));
  }

  private Mono<Integer> named(Session session, Jobs jobs, JobRequest request) {
    return started(session, jobs, jobs.run(request))
        .flatMap(started -> Mono.fromCallable(() -> named(started)));
  }

  /** Containers would run without a client, and nobody would ever know how they ended. */
  private static OperationUnsupportedException noDetachment(
      ContainerRuntime runtime, JobSpec spec) {
    String why = runtime.capabilities().absence(Capability.DETACH).orElse("nobody sees their ends");
    return new OperationUnsupportedException(
        Capability.DETACH,
        ErrorContext.of(runtime.id(), "run job " + spec.name() + " detached")
            .withResource(spec.name())
            .withRemedy("fairlead job run without -d, which stays until the job has ended"),
        "its nodes need a client that stays: " + why);
  }

  /**
   * The command waits for what a cancelled start takes back before it closes the runtime. That has
   * begun when the cancellation is through, and not before.
   */
  private static void takenBack(Session session, Jobs jobs, SignalType signal) {
    if (signal == SignalType.CANCEL) {
      session.cleanups().track(jobs.settled()).subscribe();
    }
  }

  /** A program that is not there is what a shell says it is, whichever step found it out. */
  private Mono<Integer> stepFailed(BackendFailureException failure) {
    int code = Failure.report(root(), failure);
    Throwable cause = failure.getCause();
    return Mono.just(cause == null ? code : ExitCodes.of(cause));
  }

  private int named(StartedJob started) {
    if (output().json()) {
      output().document(new Document().with("job", started.name()).fields());
    } else {
      output().line(started.name());
    }
    return ExitCodes.OK;
  }

  private Mono<Integer> follow(
      Session session, ContainerRuntime runtime, Jobs jobs, JobRequest request) {
    String name = request.spec().name();
    JobLines lines = new JobLines(session, output(), request.spec().nodes(), timestamps);
    LogOptions each =
        timestamps || (output().json() && runtime.capabilities().has(Capability.LOG_TIMESTAMPS))
            ? LogOptions.following().withTimestamps(LogOptions.Timestamps.YES)
            : LogOptions.following();
    return lines.print(
        new JobRunEvents(jobs, name, each)
            .of(
                request,
                start ->
                    started(session, jobs, start)
                        .doOnNext(up -> endBySignals(session, runtime, jobs, name))),
        result -> JobView.report(session, output(), result));
  }

  /** The first signal asks all nodes to end; the second gives them no more time. */
  private void endBySignals(Session session, ContainerRuntime runtime, Jobs jobs, String name) {
    AtomicBoolean asked = new AtomicBoolean();
    boolean choosesGrace = runtime.capabilities().has(Capability.STOP_OPTIONS);
    session
        .interrupts()
        .on(
            signal -> {
              StopOptions options = StopOptions.defaults();
              if (asked.compareAndSet(false, true)) {
                session.notice("fairlead: waiting for the nodes to end; once more kills them");
              } else if (choosesGrace) {
                options = options.withGrace(Duration.ZERO);
              }
              ended(jobs, name, options)
                  .subscribe(ignored -> {}, error -> Failure.report(root(), error));
            });
  }

  /**
   * What can only be deleted, as nothing of it runs yet, is taken back like what is still being
   * started. A conflict of a single container's stop deletes nothing.
   */
  static Mono<Void> ended(Jobs jobs, String name, StopOptions options) {
    return jobs.stop(name, options)
        .onErrorResume(
            error ->
                error instanceof ConflictException conflict
                    && conflict.context().operation().equals("stop job " + name),
            waiting -> jobs.delete(name).then());
  }
}
