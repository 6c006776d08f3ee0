package dev.fairlead.jobs.status;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a job did not succeed.
 *
 * @param reason of what kind the reason is
 * @param part the node or init step that made it fail; empty if it was none
 * @param code its exit code; empty if none was observed
 * @param words the reason in words, which name the job, and the node or step with its code
 * @param logTail how its log ends, in lines; empty if it has none that can be read
 */
public record JobFailure(
    Reason reason, Optional<JobPart> part, OptionalInt code, String words, List<String> logTail) {

  /** Kinds of reasons. */
  public enum Reason {
    /** An init step failed, or its end was not observed, so that no node was made. */
    STEP_FAILED,
    /** A node was observed to fail. */
    NODE_FAILED,
    /** How a node ended was not observed, or it has no container any more. */
    NODE_LOST,
    /** Nothing of it goes on, and some nodes cannot be read. */
    NODE_UNREADABLE,
    /** It took longer than it may, and was ended. */
    TIMED_OUT
  }

  /** Copies. */
  public JobFailure {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(words, "words");
    logTail = List.copyOf(logTail);
  }
}
