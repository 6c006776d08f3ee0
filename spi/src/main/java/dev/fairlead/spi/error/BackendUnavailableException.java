package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** The runtime could not be reached: nothing listens, or the connection was refused or reset. */
public final class BackendUnavailableException extends RetryableException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public BackendUnavailableException(
      ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
