package dev.fairlead.spi.error;

import org.jspecify.annotations.Nullable;

/** A failure that stays until somebody changes the request or the runtime's state. */
public abstract sealed class PermanentException extends ContainerException
    permits NotFoundException,
        ConflictException,
        AccessDeniedException,
        InvalidSpecException,
        NotExecutableException,
        ExecTimeoutException,
        OperationUnsupportedException,
        BackendFailureException,
        SelectionException {

  private static final long serialVersionUID = 1L;

  PermanentException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    super(context, cameBack, cause);
  }

  @Override
  public final boolean retryable() {
    return false;
  }
}
