package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** The request itself cannot be met: a malformed value, or a field that would be dropped. */
public final class InvalidSpecException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public InvalidSpecException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
