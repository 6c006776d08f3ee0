package dev.fairlead.spi.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The base of everything that an operation on a container runtime signals as {@code onError}.
 *
 * <p>Bugs of the caller stay {@link NullPointerException} and {@link IllegalArgumentException} and
 * are thrown at the call. A non-zero exit code is a value, never an exception.
 */
public abstract sealed class ContainerException extends RuntimeException
    permits RetryableException, PermanentException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorContext context;

  ContainerException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(Objects.requireNonNull(context, "context").message(cameBack), cause);
    this.context = context;
  }

  /**
   * What was asked, of whom, what came back and what to try.
   *
   * @return the context, without secrets
   */
  public ErrorContext context() {
    return context;
  }

  /**
   * Whether the same idempotent call may succeed later without anybody changing anything.
   *
   * @return true for {@link RetryableException}
   */
  public abstract boolean retryable();
}
