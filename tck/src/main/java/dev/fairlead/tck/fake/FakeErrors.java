package dev.fairlead.tck.fake;

import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import java.time.Duration;
import java.util.List;

/** The errors of a fake backend. */
final class FakeErrors {

  private final String backend;

  FakeErrors(String backend) {
    this.backend = backend;
  }

  private ErrorContext context(String operation, String resource) {
    return ErrorContext.of(backend, operation + " " + resource).withResource(resource);
  }

  NotFoundException missing(NotFoundException.Kind kind, String operation, String resource) {
    return new NotFoundException(kind, context(operation, resource), "it does not exist", null);
  }

  ConflictException conflict(String operation, String resource, String why) {
    return new ConflictException(context(operation, resource), why, null);
  }

  BackendUnavailableException unreachable(String operation, String resource, String registry) {
    return new BackendUnavailableException(
        context(operation, resource), registry + " does not answer", null);
  }

  AccessDeniedException denied(String operation, String resource) {
    return new AccessDeniedException(
        context(operation, resource), "the registry asks for another login", null);
  }

  BackendFailureException failed(String operation, String why) {
    return new BackendFailureException(ErrorContext.of(backend, operation), why, null);
  }

  InvalidSpecException invalid(String operation, String why) {
    return new InvalidSpecException(ErrorContext.of(backend, operation), why, null);
  }

  ConflictException differs(String operation, String resource, List<String> fields) {
    return new ConflictException(
        fields,
        context(operation, resource),
        "it exists and differs in " + String.join(", ", fields),
        null);
  }

  OperationTimeoutException silent(String operation, Duration deadline) {
    return new OperationTimeoutException(
        ErrorContext.of(backend, operation), "no answer within " + deadline, null);
  }

  BackendUnavailableException closed(String operation) {
    return new BackendUnavailableException(
        ErrorContext.of(backend, operation), "the backend was closed", null);
  }

  StreamInterruptedException cut() {
    return new StreamInterruptedException(
        ErrorContext.of(backend, "go on reading"), "the connection was cut", null);
  }
}
