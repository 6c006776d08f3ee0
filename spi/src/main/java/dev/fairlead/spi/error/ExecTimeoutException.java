package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/**
 * An executed command did not end in the time that its caller gave it. Not retryable: it may have
 * done its work or half of it, and where the runtime cannot kill it, it may go on.
 */
public final class ExecTimeoutException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack how long it was given, and what became of it
   * @param cause why it could not be ended; null when there is none
   */
  public ExecTimeoutException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
