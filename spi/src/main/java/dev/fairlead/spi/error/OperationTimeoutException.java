package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** The runtime stayed silent past the deadline of the call; what it did meanwhile is not known. */
public final class OperationTimeoutException extends RetryableException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public OperationTimeoutException(
      ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
