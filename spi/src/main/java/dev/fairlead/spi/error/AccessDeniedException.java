package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** The runtime, or the operating system in front of it, refused this user. */
public final class AccessDeniedException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public AccessDeniedException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
