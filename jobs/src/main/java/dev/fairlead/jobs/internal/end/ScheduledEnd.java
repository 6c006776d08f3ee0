package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One wait for the end of a job that the runtime schedules, by watching it. The runtime ends the
 * other nodes after a failure, and all of them when the time is over. For one subscription.
 */
public final class ScheduledEnd {

  private final ContainerRuntime runtime;
  private final Scheduler timer;
  private final JobInfo job;
  private final EndWatch ends;
  private final JobOutcome outcome;
  private final Map<JobPart, JobMember> parts = new TreeMap<>();
  private boolean timedOut;

  /**
   * Begins nothing yet.
   *
   * @param runtime where the job is
   * @param timer what pauses are made with
   * @param job the job, as it is now
   */
  public ScheduledEnd(ContainerRuntime runtime, Scheduler timer, JobInfo job) {
    this.runtime = runtime;
    this.timer = timer;
    this.job = job;
    this.ends = new EndWatch(runtime, timer);
    this.outcome = new JobOutcome(job, new MergedLogs(runtime, timer));
    job.status().parts().forEach(member -> parts.put(member.part(), member));
  }

  /**
   * Waits.
   *
   * @return how the job ended; to be subscribed to once
   */
  public Mono<JobResult> result() {
    return changes(runtime, timer, job.name())
        .doOnNext(this::keep)
        .takeUntil(this::isAllThereIs)
        .then()
        .onErrorResume(NotFoundException.class, gone -> Mono.fromRunnable(this::lose))
        .thenMany(Flux.defer(() -> Flux.fromIterable(running())))
        // The runtime may call a job failed while it still ends its other nodes.
        .flatMap(this::end, Math.max(1, job.nodes()))
        .doOnNext(this::put)
        .then(Mono.defer(() -> outcome.of(status(), timedOut())));
  }

  /** The job after each change; what was cut off is begun again. */
  static Flux<IndexedJobInfo> changes(ContainerRuntime runtime, Scheduler timer, String job) {
    return runtime.indexedJobs().watch(job).retryWhen(EndWatch.again(timer));
  }

  /** An end that was seen stays seen, also when the runtime clears away its container. */
  private synchronized void keep(IndexedJobInfo now) {
    timedOut = now.state() == IndexedJobState.TIMED_OUT;
    for (JobMember member : ScheduledJobs.members(now, job.nodes())) {
      JobMember before = parts.get(member.part());
      boolean seen = before != null && before.state().ended();
      if (!seen || member.state() != MemberState.MISSING) {
        parts.put(member.part(), member);
      }
    }
  }

  /** A runtime that does not say how a job ended says nothing more of it. */
  private boolean isAllThereIs(IndexedJobInfo now) {
    return now.state() == IndexedJobState.UNKNOWN && status().state().ended();
  }

  private Mono<JobMember> end(JobMember member) {
    return ends.of(member.container().orElseThrow()).map(exit -> member.ended(exit, now()));
  }

  private Instant now() {
    return Instant.ofEpochMilli(timer.now(TimeUnit.MILLISECONDS));
  }

  private synchronized void put(JobMember member) {
    parts.put(member.part(), member);
  }

  /** Init steps were through before there was a job, whatever became of their containers. */
  private synchronized void lose() {
    Exit removed = new Exit.Lost("the job was removed before its end was seen");
    parts.replaceAll(
        (part, member) ->
            part.isNode() && !member.state().ended() ? member.ended(removed, now()) : member);
  }

  private synchronized List<JobMember> running() {
    return parts.values().stream().filter(member -> member.state() == MemberState.RUNNING).toList();
  }

  private synchronized JobStatus status() {
    return JobStatus.fold(
        JobInfo.Form.SCHEDULED, job.nodes(), job.status().stepNames(), parts.values());
  }

  private synchronized boolean timedOut() {
    return timedOut;
  }
}
