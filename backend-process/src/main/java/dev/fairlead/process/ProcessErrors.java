package dev.fairlead.process;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotExecutableException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.ProcessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in the words of the contract. */
final class ProcessErrors {

  private ProcessErrors() {}

  private static ErrorContext context(String operation) {
    return ErrorContext.of(ProcessBackendProvider.ID, operation);
  }

  static NotFoundException noContainer(String operation, ContainerId id) {
    return new NotFoundException(
        NotFoundException.Kind.CONTAINER,
        context(operation).withResource(id.value()).withRemedy("fairlead -r process ps -a"),
        "there is no container " + id,
        null);
  }

  static ConflictException conflict(String operation, String id, String cameBack, String remedy) {
    return new ConflictException(
        context(operation).withResource(id).withRemedy(remedy), cameBack, null);
  }

  static ConflictException notRunning(String operation, String id, String state) {
    return conflict(operation, id, "it is not running but " + state, "fairlead start " + id);
  }

  static InvalidSpecException invalid(String operation, String cameBack, @Nullable String remedy) {
    return new InvalidSpecException(context(operation).withRemedy(remedy), cameBack, null);
  }

  static BackendFailureException failure(String operation, String cameBack) {
    return new BackendFailureException(context(operation), cameBack, null);
  }

  static StreamInterruptedException interrupted(String operation, String cameBack) {
    return new StreamInterruptedException(context(operation), cameBack, null);
  }

  static BackendUnavailableException closed(String operation) {
    return new BackendUnavailableException(context(operation), "the backend is closed", null);
  }

  static OperationTimeoutException timeout(String operation, Duration limit) {
    return new OperationTimeoutException(
        context(operation), "nothing came back within " + limit, null);
  }

  /** A program that cannot be started, by the code that a shell would give. */
  static ContainerException startFailed(String operation, String id, int code, String reason) {
    ErrorContext context = context(operation).withResource(id);
    if (code == 127) {
      return new NotFoundException(
          NotFoundException.Kind.COMMAND,
          context.withNativeCode("127").withRemedy("the path of a program on this machine"),
          reason,
          null);
    }
    if (code == 126) {
      return new NotExecutableException(
          context.withNativeCode("126").withRemedy("chmod +x, or another program"), reason, null);
    }
    return new InvalidSpecException(context, reason, null);
  }

  /** Whatever else comes from below. */
  static Throwable map(String operation, Throwable error) {
    if (error instanceof ContainerException) {
      return error;
    }
    if (error instanceof java.nio.file.AccessDeniedException denied) {
      return new AccessDeniedException(
          context(operation).withNativeCode("EACCES").withRemedy("another FAIRLEAD_PROCESS_HOME"),
          "this user may not use " + denied.getFile(),
          denied);
    }
    if (error instanceof IOException
        || error instanceof UncheckedIOException
        || error instanceof ProcessException) {
      return new BackendFailureException(context(operation), describe(error), error);
    }
    if (error instanceof TransportException broken) {
      return broken.kind() == TransportException.Kind.CLOSED
          ? closed(operation)
          : new StreamInterruptedException(context(operation), describe(broken), broken);
    }
    if (error instanceof TimeoutException) {
      return new OperationTimeoutException(context(operation), "nothing came back in time", error);
    }
    return error;
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
