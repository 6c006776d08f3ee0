package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.Survey;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The logs of a job: those of its init steps one after the other, and then those of all nodes. Who
 * follows them while the steps are under way sees each step and node that comes: nothing tells when
 * a container is made, so they are looked for once a second.
 */
public final class JobLogs {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * So many looks without anything new, beside the wait for rank 0: whoever started it has died.
   */
  private static final int LOOKS = 45;

  private final Survey survey;
  private final MergedLogs logs;
  private final ScheduledLogs scheduled;
  private final Scheduler timer;

  /**
   * Reads nothing yet.
   *
   * @param runtime where the jobs are
   * @param timer what pauses are made with
   */
  public JobLogs(ContainerRuntime runtime, Scheduler timer) {
    this.survey = new Survey(runtime);
    this.logs = new MergedLogs(runtime, timer);
    this.scheduled = new ScheduledLogs(runtime, timer, logs);
    this.timer = timer;
  }

  /**
   * Reads the logs.
   *
   * @param job the job, as it is now
   * @param options what is wanted
   * @param over when it completes, nobody will start what was not started
   * @return the lines and troubles
   */
  public Flux<JobLogEvent> of(JobInfo job, JobLogOptions options, Mono<Void> over) {
    return from(job, new Reading(options, over), Set.of(), 0);
  }

  /** What stays the same from look to look. */
  private record Reading(JobLogOptions options, Mono<Void> over) {}

  private Flux<JobLogEvent> from(JobInfo job, Reading reading, Set<JobPart> shown, int idle) {
    JobStatus status = job.status();
    List<JobMember> steps = fresh(status.steps(), shown);
    List<JobMember> nodes = fresh(status.members(), shown);
    List<JobMember> missing = missing(status, reading.options());
    Flux<JobLogEvent> ofSteps =
        Flux.fromIterable(steps)
            .concatMap(step -> logs.of(List.of(step), reading.options(), reading.over()), 1);
    if (reading.options().each().follow() == LogOptions.Follow.NO) {
      return ofSteps.concatWith(of(nodes, status.preparing() ? List.of() : missing, reading));
    }
    if (job.form() == JobInfo.Form.SCHEDULED) {
      return ofSteps.concatWith(scheduled.of(job, reading.options(), reading.over()));
    }
    boolean over = status.state().ended() || idle > LOOKS + job.masterWait().toSeconds();
    if (status.steps().isEmpty() || missing.isEmpty() || over) {
      return ofSteps.concatWith(of(nodes, missing, reading));
    }
    Set<JobPart> all = new HashSet<>(shown);
    Stream.concat(steps.stream(), nodes.stream()).forEach(member -> all.add(member.part()));
    boolean sign = all.size() > shown.size() || stepGoesOn(status);
    Flux<JobLogEvent> others = later(job.name(), reading, all, sign ? 0 : idle + 1);
    return ofSteps.concatWith(Flux.merge(of(nodes, List.of(), reading), others));
  }

  private static List<JobMember> fresh(List<JobMember> members, Set<JobPart> shown) {
    return members.stream()
        .filter(member -> !absent(member) && !shown.contains(member.part()))
        .toList();
  }

  /** What is wanted and may still come. No step does once there are nodes. */
  private static List<JobMember> missing(JobStatus status, JobLogOptions options) {
    return (status.preparing() ? status.parts() : status.members())
        .stream().filter(member -> absent(member) && options.wants(member.part())).toList();
  }

  private static boolean absent(JobMember member) {
    return member.state() == MemberState.MISSING && member.container().isEmpty();
  }

  private static boolean stepGoesOn(JobStatus status) {
    return status.steps().stream()
        .map(JobMember::state)
        .anyMatch(state -> state == MemberState.RUNNING || state == MemberState.WAITING);
  }

  private Flux<JobLogEvent> of(List<JobMember> nodes, List<JobMember> missing, Reading reading) {
    List<JobMember> both = Stream.concat(nodes.stream(), missing.stream()).toList();
    return logs.of(both, reading.options(), reading.over());
  }

  private Flux<JobLogEvent> later(String job, Reading reading, Set<JobPart> shown, int idle) {
    return Mono.delay(PAUSE, timer)
        .thenReturn(idle)
        .takeUntilOther(reading.over())
        .defaultIfEmpty(LOOKS + 1)
        .flatMapMany(count -> survey.job(job).flatMapMany(now -> from(now, reading, shown, count)));
  }
}
