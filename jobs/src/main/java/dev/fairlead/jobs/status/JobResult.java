package dev.fairlead.jobs.status;

import java.util.Objects;
import java.util.Optional;

/**
 * How a job ended.
 *
 * @param name its name
 * @param status the end of each node
 * @param failure why it did not succeed; empty if it did
 */
public record JobResult(String name, JobStatus status, Optional<JobFailure> failure)
    implements JobEvent {

  /** What {@link #exitCode()} is when the job took too long, as timeout(1) has it. */
  public static final int TIMED_OUT = 124;

  /**
   * What {@link #exitCode()} is when no code of the node that failed was observed, or an init step
   * failed.
   */
  public static final int NOT_OBSERVED = 125;

  /** Checks that it does not contradict itself. */
  public JobResult {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(status, "status");
    if (failure.isEmpty() != (status.state() == JobState.SUCCEEDED)) {
      throw new IllegalArgumentException(
          "a job has succeeded if and only if it has not failed: " + name);
    }
  }

  /**
   * Whether every node was observed to end with exit code 0.
   *
   * @return true in no other case
   */
  public boolean succeeded() {
    return failure.isEmpty();
  }

  /**
   * The exit code of the job, as a shell would have it.
   *
   * @return 0 if it succeeded; the code of the node that made it fail, {@value #TIMED_OUT} after
   *     its timeout, and {@value #NOT_OBSERVED} where no code was observed or an init step failed,
   *     so that it never began
   */
  public int exitCode() {
    return failure.map(JobResult::code).orElse(0);
  }

  private static int code(JobFailure why) {
    return switch (why.reason()) {
      case TIMED_OUT -> TIMED_OUT;
      case STEP_FAILED -> NOT_OBSERVED;
      case NODE_FAILED, NODE_LOST, NODE_UNREADABLE -> why.code().orElse(NOT_OBSERVED);
    };
  }
}
