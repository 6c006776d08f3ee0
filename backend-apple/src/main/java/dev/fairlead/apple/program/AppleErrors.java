package dev.fairlead.apple.program;

import dev.fairlead.apple.program.AppleMessages.Meaning;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.ProcessException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in the words of the contract. */
public final class AppleErrors {

  /** Starts the service without asking whether a kernel may be fetched, which blocks. */
  public static final String START_SERVICE = "container system start --enable-kernel-install";

  /** How a newer release is got. */
  public static final String UPGRADE = "brew upgrade container, or the newest package from Apple";

  private AppleErrors() {}

  /**
   * The context of an error.
   *
   * @param operation what is done, for errors
   * @return who and what
   */
  public static ErrorContext context(String operation) {
    return ErrorContext.of(AppleProgram.ID, operation);
  }

  /**
   * A container is missing.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @return the error
   */
  public static NotFoundException noContainer(String operation, String id) {
    return missing(NotFoundException.Kind.CONTAINER, operation, id, "there is no container " + id);
  }

  /**
   * Something is missing.
   *
   * @param kind what it is
   * @param operation what is done, for errors
   * @param id its name
   * @param cameBack what is told
   * @return the error
   */
  public static NotFoundException missing(
      NotFoundException.Kind kind, String operation, String id, String cameBack) {
    return new NotFoundException(kind, context(operation).withResource(id), cameBack, null);
  }

  /**
   * The state of something is in the way.
   *
   * @param operation what is done, for errors
   * @param id its name
   * @param cameBack what is told
   * @param remedy what to try; null for nothing
   * @return the error
   */
  public static ConflictException conflict(
      String operation, String id, String cameBack, @Nullable String remedy) {
    return new ConflictException(
        context(operation).withResource(id).withRemedy(remedy), cameBack, null);
  }

  /**
   * A container does not run.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param word the program's word for its state
   * @return the error
   */
  public static ConflictException notRunning(String operation, String id, String word) {
    return conflict(operation, id, "it is not running but " + word, "fairlead start " + id);
  }

  /**
   * What is asked makes no sense.
   *
   * @param operation what is done, for errors
   * @param cameBack what is told
   * @param remedy what to try; null for nothing
   * @return the error
   */
  public static InvalidSpecException invalid(
      String operation, String cameBack, @Nullable String remedy) {
    return new InvalidSpecException(context(operation).withRemedy(remedy), cameBack, null);
  }

  /**
   * Anything else.
   *
   * @param operation what is done, for errors
   * @param cameBack what is told
   * @return the error
   */
  public static BackendFailureException failure(String operation, String cameBack) {
    return new BackendFailureException(context(operation), cameBack, null);
  }

  /**
   * An end that nobody saw.
   *
   * @param operation what is done, for errors
   * @param cameBack what is told
   * @return the error
   */
  public static StreamInterruptedException interrupted(String operation, String cameBack) {
    return new StreamInterruptedException(context(operation), cameBack, null);
  }

  /**
   * The program or its service is not there.
   *
   * @param operation what is done, for errors
   * @param cameBack what is told
   * @param remedy what to try; null for nothing
   * @return the error
   */
  public static BackendUnavailableException unavailable(
      String operation, String cameBack, @Nullable String remedy) {
    return new BackendUnavailableException(context(operation).withRemedy(remedy), cameBack, null);
  }

  static BackendUnavailableException closed(String operation) {
    return unavailable(operation, "the backend is closed", null);
  }

  /**
   * What a program that ended with another code than 0 wrote.
   *
   * @param operation what is done, for errors
   * @param resource what was worked on; null for nothing particular
   * @param code its exit code
   * @param text all that it wrote to standard error
   * @return the error that its words mean
   */
  public static ContainerException of(
      String operation, @Nullable String resource, int code, String text) {
    String words = AppleMessages.failure(text).orElseGet(() -> text.strip());
    ErrorContext context =
        context(operation).withResource(resource).withNativeCode("exit code " + code);
    return AppleMessages.of(words)
        .map(meaning -> of(meaning, context, words))
        .orElseGet(
            () ->
                new BackendFailureException(
                    context, words.isEmpty() ? "it said nothing" : words, null));
  }

  private static ContainerException of(Meaning meaning, ErrorContext context, String words) {
    switch (meaning) {
      case NO_CONTAINER:
        return new NotFoundException(NotFoundException.Kind.CONTAINER, context, words, null);
      case NO_IMAGE:
        return new NotFoundException(NotFoundException.Kind.IMAGE, context, words, null);
      case NO_VOLUME:
        return new NotFoundException(NotFoundException.Kind.VOLUME, context, words, null);
      case NO_NETWORK:
        return new NotFoundException(NotFoundException.Kind.NETWORK, context, words, null);
      case NO_COMMAND:
        return new NotFoundException(
            NotFoundException.Kind.COMMAND,
            context.withRemedy("the path of a program in the image"),
            words,
            null);
      case NO_SERVICE:
        return new BackendUnavailableException(context.withRemedy(START_SERVICE), words, null);
      case NO_ANSWER:
        return new OperationTimeoutException(context, words, null);
      case DENIED:
        return new AccessDeniedException(
            context.withRemedy("container registry login, or the user whose service it is"),
            words,
            null);
      case INVALID:
      case NEVER_STARTED:
        return new InvalidSpecException(context, words, null);
      default:
        return new ConflictException(context, words, null);
    }
  }

  /**
   * Whatever else comes from below.
   *
   * @param operation what is done, for errors
   * @param error what came
   * @return the contract's error for it, or itself
   */
  public static Throwable map(String operation, Throwable error) {
    if (error instanceof ProcessException broken) {
      return map(operation, broken);
    }
    if (error instanceof TransportException garbage) {
      return new BackendFailureException(
          context(operation), "what it answered is no whole JSON document", garbage);
    }
    if (error instanceof Fields.Malformed malformed) {
      return new BackendFailureException(
          context(operation), String.valueOf(malformed.getMessage()), malformed);
    }
    if (error instanceof TimeoutException) {
      return new OperationTimeoutException(context(operation), "nothing came back in time", error);
    }
    return error;
  }

  private static Throwable map(String operation, ProcessException error) {
    String words = String.valueOf(error.getMessage());
    switch (error.kind()) {
      case DEADLINE:
        return new OperationTimeoutException(context(operation), words, error);
      case CLOSED:
        return new BackendUnavailableException(context(operation), words, error);
      case NOT_FOUND:
      case NOT_EXECUTABLE:
        return new BackendUnavailableException(
            context(operation).withRemedy("brew install container"), words, error);
      case BAD_ARGUMENT:
        return new InvalidSpecException(context(operation), words, error);
      case CUT:
        return new StreamInterruptedException(context(operation), words, error);
      default:
        return new BackendFailureException(context(operation), words, error);
    }
  }

  static ContainerException noContainer(String operation, ContainerId id) {
    return noContainer(operation, id.value());
  }
}
