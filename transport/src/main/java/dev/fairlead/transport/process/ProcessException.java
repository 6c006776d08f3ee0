package dev.fairlead.transport.process;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a process did not start, or did not come to its own end. An exit code other than 0 is not one
 * of these. Messages name the program and never an argument or the value of a variable.
 */
public final class ProcessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, for callers that act on it. */
  public enum Kind {
    /** There is no such program (ENOENT); a shell would answer 127. */
    NOT_FOUND,
    /** The file is there and cannot be executed (EACCES, ENOEXEC); a shell would answer 126. */
    NOT_EXECUTABLE,
    /** The working directory is not there, or is not a directory. */
    BAD_DIRECTORY,
    /** An argument or variable cannot be handed over as it is, for example for its length. */
    BAD_ARGUMENT,
    /** The operating system refused for another reason, such as too many processes. */
    START_FAILED,
    /** The deadline passed, and the process was killed. */
    DEADLINE,
    /** Reading or writing failed while the process was there. */
    CUT,
    /** More output came than the caller said it would take; the process was killed. */
    TOO_LARGE,
    /** This side closed the process or the launcher. */
    CLOSED
  }

  private final Kind kind;

  /**
   * Creates an error.
   *
   * @param kind what went wrong
   * @param message what was asked, and what happened
   * @param cause the error underneath, if there is one
   */
  public ProcessException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * What went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
