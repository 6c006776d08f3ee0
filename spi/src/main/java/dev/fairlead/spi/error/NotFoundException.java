package dev.fairlead.spi.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The thing that was asked for does not exist. */
public final class NotFoundException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /** The kinds of thing that can be missing. */
  public enum Kind {
    /** A container. */
    CONTAINER,
    /** An image, locally or in a registry. */
    IMAGE,
    /** A volume. */
    VOLUME,
    /** A network. */
    NETWORK,
    /** A pod. */
    POD,
    /** A job. */
    JOB,
    /** An exec session. */
    EXEC,
    /** A path inside a container. */
    PATH,
    /** A program to execute. */
    COMMAND,
    /** Anything else. */
    OTHER
  }

  private final Kind kind;

  /**
   * Creates the exception.
   *
   * @param kind what kind of thing is missing
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public NotFoundException(
      Kind kind, ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * What kind of thing is missing.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
