package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/**
 * No runtime could be chosen. Signalled by whoever chooses between backends, never by a backend;
 * open to extension, so that it can carry what was found.
 */
public abstract non-sealed class SelectionException extends PermanentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param context what was asked
   * @param cameBack why nothing was chosen
   * @param cause the foreign error behind it; null when there is none
   */
  protected SelectionException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }
}
