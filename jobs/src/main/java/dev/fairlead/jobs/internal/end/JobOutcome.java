package dev.fairlead.jobs.internal.end;

import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.container.Exit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** How a job ended, and why, from how each of its nodes did. */
final class JobOutcome {

  private final JobInfo job;
  private final MergedLogs logs;

  JobOutcome(JobInfo job, MergedLogs logs) {
    this.job = job;
    this.logs = logs;
  }

  /**
   * Says it.
   *
   * @param status the end of each node
   * @param timedOut whether the job was ended because its time was over
   * @return the result, with the end of the log of the node that made it fail
   */
  Mono<JobResult> of(JobStatus status, boolean timedOut) {
    if (status.state() == JobState.SUCCEEDED) {
      return Mono.just(new JobResult(job.name(), status, Optional.empty()));
    }
    Optional<JobMember> culprit = culprit(status);
    return culprit
        .flatMap(JobMember::container)
        .map(logs::tail)
        .orElse(Mono.just(List.of()))
        .map(
            tail ->
                new JobResult(
                    job.name(), status, Optional.of(failure(status, culprit, timedOut, tail))));
  }

  private static Optional<JobMember> culprit(JobStatus status) {
    return status
        .firstFailure()
        .or(
            () ->
                Stream.concat(status.members().stream(), status.steps().stream())
                    .filter(member -> member.state() != MemberState.SUCCEEDED)
                    .findFirst());
  }

  private JobFailure failure(
      JobStatus status, Optional<JobMember> culprit, boolean timedOut, List<String> tail) {
    if (timedOut) {
      return new JobFailure(
          JobFailure.Reason.TIMED_OUT,
          Optional.empty(),
          OptionalInt.empty(),
          "job "
              + job.name()
              + " did not end within "
              + job.timeout().map(limit -> limit.toMillis() + " ms").orElse("its time")
              + ", and was ended",
          tail);
    }
    JobMember member = culprit.orElseThrow();
    return new JobFailure(
        reason(status, member),
        Optional.of(member.part()),
        member.exit().map(Exit::code).orElse(OptionalInt.empty()),
        "job " + job.name() + ": " + member.part().words() + " " + member.words(),
        tail);
  }

  private static JobFailure.Reason reason(JobStatus status, JobMember member) {
    if (!member.part().isNode()) {
      return JobFailure.Reason.STEP_FAILED;
    }
    if (member.state() == MemberState.FAILED) {
      return JobFailure.Reason.NODE_FAILED;
    }
    return status.state() == JobState.FAILED || member.state() == MemberState.MISSING
        ? JobFailure.Reason.NODE_LOST
        : JobFailure.Reason.NODE_UNREADABLE;
  }
}
