package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One wait for the end of a job, which ends the other nodes when one has failed or the time is
 * over. Each node is waited for by a wait of the runtime; only what was not started yet is looked
 * for again and again. For one subscription.
 */
public final class JobEnd {

  private static final int STOPS_AT_ONCE = 8;

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final JobInfo job;
  private final Unstarted unstarted;
  private final JobOutcome outcome;
  private final EndWatch ends;
  private final Map<JobPart, JobMember> parts = new TreeMap<>();
  private volatile boolean timedOut;
  private volatile boolean ending;

  /**
   * Begins nothing yet.
   *
   * @param runtime where the job is
   * @param timer what pauses are made with
   * @param job the job, as it is now
   */
  public JobEnd(ContainerRuntime runtime, Scheduler timer, JobInfo job) {
    this.runtime = runtime;
    this.timer = timer;
    this.job = job;
    this.unstarted = new Unstarted(runtime, timer, job);
    this.outcome = new JobOutcome(job, new MergedLogs(runtime, timer));
    this.ends = new EndWatch(runtime, timer);
    job.status().parts().forEach(member -> parts.put(member.part(), member));
  }

  /**
   * Waits.
   *
   * @return how the job ended; to be subscribed to once
   */
  public Mono<JobResult> result() {
    return Flux.concat(Mono.just(job.status()), changes().map(this::changed))
        .publish(
            statuses ->
                Flux.merge(
                    // The end of what can be seen ends it all, whatever else may be waited for.
                    statuses.map(Optional::of).concatWithValues(Optional.empty()),
                    endings(statuses).then(Mono.<Optional<JobStatus>>empty())))
        .takeUntil(seen -> seen.map(this::isFinal).orElse(true))
        .filter(Optional::isPresent)
        .last()
        .flatMap(seen -> outcome.of(seen.orElseThrow(), timedOut));
  }

  /** What was not there at the beginning may have come though it was not seen yet. */
  private boolean isFinal(JobStatus status) {
    return status.state().ended()
        && (status.state() == JobState.SUCCEEDED
            || status.equals(job.status())
            || status.parts().stream().anyMatch(member -> member.state().bad()));
  }

  private synchronized JobStatus changed(JobMember member) {
    parts.put(member.part(), member);
    return JobStatus.fold(job.nodes(), job.status().stepNames(), parts.values());
  }

  private synchronized List<ContainerId> alive() {
    return parts.values().stream()
        .filter(member -> !member.state().ended())
        .flatMap(member -> member.container().stream())
        .toList();
  }

  private Instant now() {
    return Instant.ofEpochMilli(timer.now(TimeUnit.MILLISECONDS));
  }

  /**
   * The ends of nodes and steps as they are seen; completes when nothing more will ever be seen.
   */
  private Flux<JobMember> changes() {
    List<JobMember> all = job.status().parts();
    List<JobMember> running =
        all.stream().filter(member -> member.state() == MemberState.RUNNING).toList();
    List<JobMember> open =
        all.stream().filter(member -> Unstarted.mayCome(job.status(), member)).toList();
    return Flux.merge(
        end(running), open.isEmpty() ? Flux.empty() : unstarted.look(open).flatMap(this::began));
  }

  private Flux<JobMember> end(List<JobMember> running) {
    return Flux.fromIterable(running).flatMap(this::end, Math.max(1, running.size()), 1);
  }

  private Flux<JobMember> began(JobMember member) {
    if (member.state() != MemberState.RUNNING) {
      return Flux.just(member);
    }
    Mono<Void> late = ending ? stop(member.container().orElseThrow()) : Mono.empty();
    return Flux.concat(Mono.just(member), late.then(end(member)));
  }

  private Mono<JobMember> end(JobMember member) {
    return ends.of(member.container().orElseThrow()).map(exit -> member.ended(exit, now()));
  }

  /** What ends nodes before they end by themselves: a failure of another one, or the time. */
  private Flux<Void> endings(Flux<JobStatus> statuses) {
    Flux<Void> afterFailure =
        statuses
            .filter(status -> status.state() == JobState.FAILING && isKnownToFail(status))
            .next()
            .delayUntil(status -> pause(untilGraceIsOver(status)))
            .flatMapMany(status -> stopAll());
    Flux<Void> afterTimeout =
        job.timeout()
            .map(
                limit ->
                    statuses
                        .filter(status -> !status.preparing())
                        .next()
                        .delayUntil(status -> pause(untilTimeIsOver(status, limit)))
                        .doOnNext(over -> timedOut = true)
                        .flatMapMany(status -> stopAll()))
            .orElse(Flux.empty());
    return Flux.merge(afterFailure, afterTimeout);
  }

  /**
   * Where only the client that runs a job sees ends, another one must not end what goes on because
   * it missed one.
   */
  private boolean isKnownToFail(JobStatus status) {
    return runtime.capabilities().has(Capability.EXIT_CODE_AFTER_THE_FACT)
        || status.parts().stream().anyMatch(member -> member.state() == MemberState.FAILED);
  }

  private Mono<Void> pause(Duration time) {
    return time.isNegative() || time.isZero() ? Mono.empty() : Mono.delay(time, timer).then();
  }

  private Duration untilGraceIsOver(JobStatus status) {
    Instant failed = status.firstFailure().flatMap(JobMember::finishedAt).orElseGet(this::now);
    return atMost(job.failureGrace(), failed.plus(job.failureGrace()));
  }

  /** Init steps have deadlines of their own. */
  private Duration untilTimeIsOver(JobStatus status, Duration limit) {
    Instant begin =
        status
            .startedAt()
            .or(() -> status.steps().isEmpty() ? job.createdAt() : Optional.empty())
            .orElseGet(this::now);
    return atMost(limit, begin.plus(limit));
  }

  /** Clocks of two machines differ: what the runtime tells never makes a time longer. */
  private Duration atMost(Duration limit, Instant end) {
    Duration left = Duration.between(now(), end);
    return left.compareTo(limit) > 0 ? limit : left;
  }

  private Flux<Void> stopAll() {
    return Flux.defer(
        () -> {
          ending = true;
          return Flux.fromIterable(alive()).flatMap(this::stop, STOPS_AT_ONCE);
        });
  }

  private Mono<Void> stop(ContainerId id) {
    return runtime
        .containers()
        .stop(id, StopOptions.defaults())
        .then()
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }
}
