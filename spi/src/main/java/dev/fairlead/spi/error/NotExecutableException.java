package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/**
 * The program that was to be started is there and cannot be executed, as a shell's code 126 says.
 */
public final class NotExecutableException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public NotExecutableException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
