package dev.fairlead.app.copy;

import org.jspecify.annotations.Nullable;

/** A copy that cannot be made, or was not made; in words for people. */
public final class CopyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was not copied and why
   */
  public CopyException(String message) {
    this(message, null);
  }

  /**
   * Creates the exception.
   *
   * @param message what was not copied and why
   * @param cause the error underneath; null when there is none
   */
  public CopyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
