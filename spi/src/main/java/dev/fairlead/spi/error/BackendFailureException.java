package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** The runtime failed in a way that has no more exact kind; its own words are in the message. */
public final class BackendFailureException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public BackendFailureException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
