package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** A stream was cut off before its end; what arrived until then is whole, the rest is missing. */
public final class StreamInterruptedException extends RetryableException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public StreamInterruptedException(
      ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
