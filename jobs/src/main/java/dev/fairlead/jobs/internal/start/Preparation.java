package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.end.EndWatch;
import dev.fairlead.jobs.internal.end.MergedLogs;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.BackendFailureException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What is done once before any node is made: packages are installed and init steps run, one after
 * the other. Their containers stay as long as the job does, for their logs.
 */
final class Preparation {

  /** So much of a line is in the message of an error. */
  private static final int MOST_OF_A_LINE = 200;

  private final JobRequest request;
  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final Attempt attempt;
  private final NodeSpecs nodes;
  private final EndWatch ends;
  private final MergedLogs logs;

  Preparation(
      JobRequest request,
      ContainerRuntime runtime,
      Scheduler timer,
      Attempt attempt,
      NodeSpecs nodes) {
    this.request = request;
    this.runtime = runtime;
    this.timer = timer;
    this.attempt = attempt;
    this.nodes = nodes;
    this.ends = new EndWatch(runtime, timer);
    this.logs = new MergedLogs(runtime, timer);
  }

  /** Completes when every step was seen to end with 0. */
  Mono<Void> run() {
    return images()
        .then(Mono.defer(() -> nodes.packaging().prepare(runtime, attempt)))
        .thenMany(Flux.defer(() -> Flux.fromIterable(nodes.steps())))
        .concatMap(this::run)
        .then();
  }

  /** Images of their own; an error is known before anything runs. */
  private Mono<Void> images() {
    return Flux.fromIterable(nodes.steps())
        .map(StepSpec::container)
        .filter(step -> !step.image().equals(request.spec().template().image()))
        .concatMap(
            step ->
                attempt.step(
                    "get image " + step.image(),
                    runtime.ensureImage(step, request.pull()).doOnNext(request.progress()).then()))
        .then();
  }

  private Mono<Void> run(StepSpec step) {
    return attempt
        .up(step.part().words(), step.container())
        .doOnNext(id -> request.stepStarted().accept(step.part().step()))
        .flatMap(id -> end(step, id));
  }

  private Mono<Void> end(StepSpec step, ContainerId id) {
    return attempt
        .step("wait for " + step.part().words(), ends.of(id))
        .map(exit -> words(step.part(), id, exit))
        .timeout(step.deadline(), late(step), timer)
        .filter(words -> !words.isEmpty())
        .flatMap(words -> logs.tail(id).flatMap(tail -> Mono.error(failed(step, words, tail))));
  }

  private static Mono<String> late(StepSpec step) {
    return Mono.just("did not end within " + step.deadline().toMillis() + " ms");
  }

  /** What went wrong; empty if nothing did. */
  private String words(JobPart part, ContainerId id, Exit exit) {
    JobMember ended =
        new JobMember(
                part,
                MemberState.RUNNING,
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "")
            .ended(exit, Instant.ofEpochMilli(timer.now(TimeUnit.MILLISECONDS)));
    return ended.state() == MemberState.SUCCEEDED ? "" : ended.words();
  }

  private BackendFailureException failed(StepSpec step, String words, List<String> tail) {
    String log =
        tail.isEmpty()
            ? "it has no log"
            : "its log ends with: "
                + String.join(" | ", tail.stream().map(Preparation::shortened).toList());
    return attempt.failure(step.part().words() + " " + words, log, null);
  }

  private static String shortened(String line) {
    return line.length() > MOST_OF_A_LINE ? line.substring(0, MOST_OF_A_LINE) + "..." : line;
  }
}
