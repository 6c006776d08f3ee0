package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** A failure that may pass by itself: an idempotent call is worth repeating after a pause. */
public abstract sealed class RetryableException extends ContainerException
    permits BackendUnavailableException, OperationTimeoutException, StreamInterruptedException {

  private static final long serialVersionUID = 1L;

  RetryableException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }

  @Override
  public final boolean retryable() {
    return true;
  }
}
