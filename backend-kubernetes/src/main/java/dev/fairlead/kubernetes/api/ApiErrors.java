package dev.fairlead.kubernetes.api;

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
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * Turns what an API server or the wire answers into the contract's errors. Bodies of errors are
 * {@code Status} objects (meta/v1), whose message says what was forbidden, missing or wrong.
 */
final class ApiErrors {

  /** As much of a body as is read for its words. */
  static final int READ_BYTES = 64 << 10;

  private static final int SHOWN_CHARACTERS = 2000;

  /** What is asked of a namespace that is not there (seen on 1.20.2). */
  private static final Pattern NO_NAMESPACE = Pattern.compile("namespaces \"[^\"]*\" not found");

  /**
   * What a user may ask for and the rules of the cluster do not let in has the same status as what
   * the user may not (seen on 1.20.2: {@code pods "x" is forbidden: exceeded quota: …}, against
   * {@code pods is forbidden: User "x" cannot create resource "pods" …}).
   */
  private static final Pattern ADMISSION = Pattern.compile("\" is forbidden: (?!User \")");

  private static final Pattern BY_LIMITS =
      Pattern.compile("exceeded quota|failed quota|(minimum|maximum) \\S+ usage per");

  private static final Duration SHORT_PAUSE = Duration.ofSeconds(1);

  private ApiErrors() {}

  /** The parts of a status that are looked at. */
  record Words(String message, String reason) {

    static Words of(byte[] body) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      if (!text.startsWith("{")) {
        return new Words(text, "");
      }
      try {
        Map<String, Object> status = Json.standard().readObject(body);
        return new Words(text(status, "message"), text(status, "reason"));
      } catch (TransportException notJson) {
        return new Words(text, "");
      }
    }

    private static String text(Map<String, Object> status, String key) {
      return status.get(key) instanceof String value ? value : "";
    }
  }

  /** Reads an answer that is an error. */
  static Mono<ContainerException> read(ApiCall call, HttpResponse response) {
    return response
        .bytes(READ_BYTES)
        .onErrorResume(TransportException.class, cut -> Mono.just(new byte[0]))
        .map(body -> of(call, response.status(), Words.of(body)));
  }

  /** What an answer that is an error means, and whether it only asks for patience. */
  static Throwable refusal(ApiCall call, HttpResponse response, byte[] body) {
    int status = response.status();
    ContainerException error = of(call, status, Words.of(body));
    Optional<Duration> pause = pause(response);
    return status == 429 || (status == 503 && pause.isPresent())
        ? new Repeating.Busy(error, pause.orElse(SHORT_PAUSE))
        : error;
  }

  /** Tells what a status means. */
  static ContainerException of(ApiCall call, int status, Words words) {
    ErrorContext context = call.context().withNativeCode("HTTP " + status);
    String said = shown(words.message(), status);
    switch (status) {
      case 401:
        return new AccessDeniedException(
            context.withRemedy("kubectl get pods with the same kubeconfig, to log in again"),
            "the API server does not know these credentials: " + said,
            null);
      case 403:
        return ADMISSION.matcher(said).find()
            ? new AccessDeniedException(
                limits(context, call, said), "the cluster does not admit it: " + said, null)
            : new AccessDeniedException(
                context.withRemedy(allowed(call)), forbidden(call, said), null);
      case 404:
        return NO_NAMESPACE.matcher(said).matches()
            ? new NotFoundException(
                NotFoundException.Kind.OTHER,
                context.withRemedy("--create-namespace, or another --namespace"),
                said,
                null)
            : new NotFoundException(call.missing(), missing(context, call), said, null);
      case 408:
      case 504:
        return new OperationTimeoutException(context, said, null);
      case 409:
        return new ConflictException(context, said, null);
      case 400:
      case 413:
      case 415:
      case 422:
        return new InvalidSpecException(context, said, null);
      case 410:
      case 429:
      case 502:
      case 503:
        return new BackendUnavailableException(context, said, null);
      default:
        return status == 500 && words.reason().equals("ServerTimeout")
            ? new OperationTimeoutException(context, said, null)
            : new BackendFailureException(context, said, null);
    }
  }

  /** Servers say verb and resource themselves; a gateway in front of one may not. */
  private static String forbidden(ApiCall call, String said) {
    String rule = call.path().ruleName();
    return said.contains("cannot " + call.verb())
        ? said
        : "this user may not "
            + call.verb()
            + " "
            + rule
            + call.path().namespace().map(space -> " in namespace " + space).orElse("")
            + ": "
            + said;
  }

  private static ErrorContext limits(ErrorContext context, ApiCall call, String said) {
    return BY_LIMITS.matcher(said).find()
        ? context.withRemedy(
            "kubectl describe quota,limits"
                + call.path().namespace().map(space -> " -n " + space).orElse("")
                + ", for what the namespace allows")
        : context;
  }

  private static String allowed(ApiCall call) {
    return "kubectl auth can-i "
        + call.verb()
        + " "
        + call.path().ruleName()
        + call.path().namespace().map(space -> " -n " + space).orElse("")
        + ", and a role that allows it";
  }

  private static ErrorContext missing(ErrorContext context, ApiCall call) {
    return call.missing() == NotFoundException.Kind.CONTAINER
        ? context.withRemedy("fairlead ps -a")
        : context;
  }

  /** Tells what an error of the wire means. Errors of the contract stay as they are. */
  static Throwable of(ApiCall call, Throwable error, boolean lasts) {
    if (error instanceof TimeoutException) {
      return new OperationTimeoutException(call.context(), "the answer did not end in time", error);
    }
    if (!(error instanceof TransportException wire)) {
      return error;
    }
    ErrorContext context = call.context();
    String said = String.valueOf(wire.getMessage());
    switch (wire.kind()) {
      case CONNECT_REFUSED:
      case NO_SUCH_SOCKET:
      case UNREACHABLE:
      case CONNECT_TIMEOUT:
        return new BackendUnavailableException(
            context.withRemedy("kubectl cluster-info, then fairlead doctor"), said, wire);
      case ACCESS_DENIED:
        return new AccessDeniedException(context, said, wire);
      case BUSY:
      case CLOSED:
        return new BackendUnavailableException(context, said, wire);
      case RESPONSE_TIMEOUT:
        return new OperationTimeoutException(
            context.withRemedy("fairlead doctor, or a longer --timeout"), said, wire);
      case CUT:
        return lasts
            ? new StreamInterruptedException(context, said, wire)
            : new BackendUnavailableException(context, said, wire);
      default:
        return new BackendFailureException(context, said, wire);
    }
  }

  /** How long the server asks to be left alone; empty if it does not say. */
  private static Optional<Duration> pause(HttpResponse response) {
    return response
        .header("Retry-After")
        .filter(text -> text.matches("[0-9]{1,4}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private static String shown(String words, int status) {
    String stripped = words.strip();
    if (stripped.isEmpty()) {
      return "the API server answered " + status + " without a word";
    }
    return stripped.length() <= SHOWN_CHARACTERS
        ? stripped
        : stripped.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
