package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
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
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Turns what a daemon or the wire answers into the contract's errors. The one place where the words
 * of daemons are looked at: their status codes do not tell all cases apart, and Podman answers 500
 * to most of them.
 */
public final class EngineErrors {

  /** As much as an answer that is an error is read. */
  static final int READ_BYTES = 64 << 10;

  private static final int SHOWN_CHARACTERS = 2000;

  private final String backend;

  /**
   * Creates the mapping.
   *
   * @param backend id of the backend, which begins every message
   */
  public EngineErrors(String backend) {
    this.backend = backend;
  }

  /**
   * Reads an answer that is an error.
   *
   * @param call what was asked
   * @param response the answer, whose body is read
   * @return the error as a value
   */
  public Mono<ContainerException> read(EngineCall call, HttpResponse response) {
    return response
        .bytes(READ_BYTES)
        .map(bytes -> of(call, response.status(), bytes))
        .onErrorResume(
            TransportException.class, cut -> Mono.just(of(call, response.status(), new byte[0])));
  }

  /** Tells what an answer that is an error means. */
  ContainerException of(EngineCall call, int status, byte[] body) {
    return of(call.context(), call.missing(), status, words(body));
  }

  /**
   * Tells what a status and words mean.
   *
   * @param context what was asked
   * @param missing what is missing on 404 where the words do not tell
   * @param status the status, 300 to 599
   * @param words what the daemon says, without JSON around it; may be empty
   * @return the error
   */
  public ContainerException of(
      ErrorContext context, NotFoundException.Kind missing, int status, String words) {
    ErrorContext known = context.withNativeCode("HTTP " + status);
    String said = shown(words, status);
    return byWords(known, missing, status, said)
        .orElseGet(() -> byStatus(known, missing, status, said));
  }

  /**
   * Tells what an error means that came inside of a body whose status was 200.
   *
   * @param context what was asked
   * @param missing what is missing if the words say that something is
   * @param words the daemon's words
   * @return the error
   */
  public ContainerException inBody(
      ErrorContext context, NotFoundException.Kind missing, String words) {
    String said = shown(words, 200);
    return byWords(context, missing, 500, said)
        .orElseGet(() -> new BackendFailureException(context, said, null));
  }

  /**
   * Tells what an error of the wire means. Errors of the contract stay as they are.
   *
   * @param call what was asked
   * @param error a {@link TransportException}, a {@link TimeoutException} or anything else
   * @return the error to signal
   */
  public Throwable of(EngineCall call, Throwable error) {
    if (error instanceof TransportException wire) {
      return ofWire(call, wire);
    }
    if (error instanceof TimeoutException) {
      return new OperationTimeoutException(
          call.context(),
          "the answer began and did not end within " + call.headWithin().toSeconds() + " s",
          error);
    }
    return error;
  }

  /**
   * Whether a daemon refused to disconnect a container because it was not connected: Docker answers
   * 500 then.
   *
   * @param error what was made of the answer
   * @return true if that is what it says
   */
  public boolean saysNotConnected(ContainerException error) {
    return EngineWords.notConnected(String.valueOf(error.getMessage()));
  }

  private ContainerException ofWire(EngineCall call, TransportException error) {
    ErrorContext context = call.context();
    String said = String.valueOf(error.getMessage());
    switch (error.kind()) {
      case CONNECT_REFUSED:
      case NO_SUCH_SOCKET:
      case UNREACHABLE:
      case CONNECT_TIMEOUT:
        return new BackendUnavailableException(
            context.withRemedy("start " + backend + ", then fairlead doctor"), said, error);
      case ACCESS_DENIED:
        return new AccessDeniedException(
            context.withRemedy("a user who may open the socket, then fairlead doctor"),
            said,
            error);
      case BUSY:
      case CLOSED:
        return new BackendUnavailableException(context, said, error);
      case RESPONSE_TIMEOUT:
        return new OperationTimeoutException(
            context.withRemedy("fairlead doctor, or a longer --timeout"), said, error);
      case CUT:
        return call.lasts()
            ? new StreamInterruptedException(context, said, error)
            : new BackendUnavailableException(context, said, error);
      default:
        return new BackendFailureException(context, said, error);
    }
  }

  /** What only the words tell; empty if the status is enough. */
  private static Optional<ContainerException> byWords(
      ErrorContext context, NotFoundException.Kind missing, int status, String said) {
    if (EngineWords.portTaken(said)) {
      OptionalInt port = EngineWords.port(said);
      return Optional.of(
          port.isPresent()
              ? portInUse(context, port.getAsInt(), Optional.empty(), said)
              : new ConflictException(context, said, null));
    }
    if (EngineWords.noSuchProgram(said)) {
      return Optional.of(
          new NotFoundException(
              NotFoundException.Kind.COMMAND,
              context.withRemedy("a program that the image has"),
              said,
              null));
    }
    if (EngineWords.notExecutable(said)) {
      return Optional.of(
          new NotExecutableException(
              context.withRemedy("a program that may be executed"), said, null));
    }
    if (status == 404 || status == 409 || status < 400) {
      return Optional.empty();
    }
    if (EngineWords.inTheWay(said)) {
      return Optional.of(new ConflictException(context, said, null));
    }
    if (status == 403 && EngineWords.conflict(said)) {
      return Optional.of(new ConflictException(context, said, null));
    }
    if (status != 500) {
      return Optional.empty();
    }
    if (EngineWords.logUnreadable(said)) {
      return Optional.of(byStatus(context, missing, 501, said));
    }
    if (EngineWords.conflict(said)) {
      return Optional.of(byStatus(context, missing, 409, said));
    }
    if (EngineWords.invalid(said)) {
      return Optional.of(byStatus(context, missing, 400, said));
    }
    Optional<NotFoundException.Kind> absent =
        EngineWords.missing(said).filter(kind -> kind != NotFoundException.Kind.PATH);
    if (absent.isPresent()) {
      return Optional.of(byStatus(context, absent.get(), 404, said));
    }
    if (EngineWords.loginNeeded(said)) {
      return Optional.of(byStatus(context, missing, 401, said));
    }
    return missing == NotFoundException.Kind.IMAGE && EngineWords.registryDown(said)
        ? Optional.of(new BackendUnavailableException(context, said, null))
        : Optional.empty();
  }

  private static ContainerException byStatus(
      ErrorContext context, NotFoundException.Kind missing, int status, String said) {
    switch (status) {
      case 400:
        return invalid(context, said);
      case 401:
      case 403:
        return new AccessDeniedException(context, said, null);
      case 404:
        if (EngineWords.invalid(said)) {
          return invalid(context, said);
        }
        return EngineWords.noSuchPage(said)
            ? new BackendFailureException(context, said, null)
            : notFound(context, EngineWords.missing(said).orElse(missing), said);
      case 408:
      case 504:
        return new OperationTimeoutException(context, said, null);
      case 409:
        return EngineWords.nameTaken(said)
            ? new ConflictException(
                orElse(context, "another name, or fairlead rm first"), said, null)
            : new ConflictException(context, said, null);
      case 429:
      case 502:
      case 503:
        return new BackendUnavailableException(context, said, null);
      case 501:
        return EngineWords.logUnreadable(said)
            ? new OperationUnsupportedException(Capability.LOGS, context, said)
            : new BackendFailureException(context, said, null);
      default:
        return new BackendFailureException(advised(context, said), said, null);
    }
  }

  private static InvalidSpecException invalid(ErrorContext context, String said) {
    return new InvalidSpecException(advised(context, said), said, null);
  }

  private static ErrorContext advised(ErrorContext context, String said) {
    return EngineRemedies.against(said).map(remedy -> orElse(context, remedy)).orElse(context);
  }

  private static NotFoundException notFound(
      ErrorContext context, NotFoundException.Kind kind, String said) {
    switch (kind) {
      case CONTAINER:
        return new NotFoundException(kind, orElse(context, "fairlead ps -a"), said, null);
      case IMAGE:
        return new NotFoundException(
            kind, orElse(context, "fairlead image pull, or fairlead image ls"), said, null);
      case NETWORK:
        return new NotFoundException(kind, orElse(context, "fairlead network ls"), said, null);
      case VOLUME:
        return new NotFoundException(kind, orElse(context, "fairlead volume ls"), said, null);
      default:
        return new NotFoundException(kind, context, said, null);
    }
  }

  static PortInUseException portInUse(
      ErrorContext context, int port, Optional<String> holder, String said) {
    return new PortInUseException(
        port,
        holder,
        context.withRemedy(
            holder
                .map(name -> "another host port, or stop " + name)
                .orElse("another host port, or end what listens on " + port)),
        holder.map(name -> "host port " + port + " is held by " + name + ": ").orElse("") + said,
        null);
  }

  private static ErrorContext orElse(ErrorContext context, String remedy) {
    return context.remedy().isPresent() ? context : context.withRemedy(remedy);
  }

  private static String shown(String words, int status) {
    String stripped = words.strip();
    if (stripped.isEmpty()) {
      return "the daemon answered " + status + " without a word";
    }
    return stripped.length() <= SHOWN_CHARACTERS
        ? stripped
        : stripped.substring(0, SHOWN_CHARACTERS) + "…";
  }

  /**
   * What a daemon says in a body that is an error: Docker says {@code message}, Podman {@code
   * cause} too, streams {@code errorDetail}.
   *
   * @param body the body
   * @return the words without the JSON around them; all of it if it is no JSON
   */
  public static String words(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (!text.startsWith("{")) {
      return text;
    }
    try {
      JsonObject json = JsonObject.read(body);
      Optional<String> message =
          json.text("message")
              .or(() -> json.object("errorDetail").text("message"))
              .or(() -> json.text("error"));
      Optional<String> cause = json.text("cause");
      if (message.isEmpty()) {
        return cause.orElse(text);
      }
      return cause
          .filter(reason -> !message.get().contains(reason))
          .map(reason -> message.get() + ": " + reason)
          .orElse(message.get());
    } catch (TransportException notJson) {
      return text;
    }
  }
}
