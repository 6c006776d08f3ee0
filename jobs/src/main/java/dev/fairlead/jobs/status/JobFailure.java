package dev.fairlead.jobs.status;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Why a job did not succeed.
 *
 * @param reason of what kind the reason is
 * @param rank the node that made it fail; empty if it was none
 * @param code the exit code of that node; empty if none was observed
 * @param words the reason in words, which name the job, and the node with its code
 * @param logTail how the log of that node ends, in lines; empty if it has none that can be read
 */
public record JobFailure(
    Reason reason, OptionalInt rank, OptionalInt code, String words, List<String> logTail) {

  /** Kinds of reasons. */
  public enum Reason {
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
    Objects.requireNonNull(rank, "rank");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(words, "words");
    logTail = List.copyOf(logTail);
  }
}
