package dev.fairlead.kubernetes.api;

import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import dev.fairlead.transport.http.Lane;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One API server, entered by one user. Safe for use by several threads.
 *
 * <p>Operations are cold. Each request shows the credentials that are good at its time; what the
 * server rejects by 401 is fetched anew and shown once more. What it is too busy for (429, or 503
 * that names a time) is asked again as it wishes. Errors are {@link ContainerException}s.
 */
public final class ApiServer {

  /** Id of the backend, which begins every message. */
  static final String BACKEND = "kubernetes";

  private final ClusterAccess access;
  private final HttpTransport transport;
  private final Duration bodyWithin;

  private ApiServer(ClusterAccess access, HttpTransport transport, Duration bodyWithin) {
    this.access = access;
    this.transport = transport;
    this.bodyWithin = bodyWithin;
  }

  /**
   * Opens a transport to a server. Nothing is connected yet.
   *
   * @param access where it is and how it is entered
   * @param options deadlines
   * @return the server, to be closed by the caller
   */
  public static ApiServer open(ClusterAccess access, BackendOptions options) {
    return open(
        access,
        options,
        HttpTransportOptions.defaults()
            .withConnectTimeout(options.connectTimeout())
            .withResponseTimeout(options.operationTimeout()));
  }

  /**
   * Opens a transport with other limits than usual. Nothing is connected yet.
   *
   * @param access where it is and how it is entered
   * @param options deadlines of what is more than one request
   * @param limits of the transport
   * @return the server, to be closed by the caller
   */
  public static ApiServer open(
      ClusterAccess access, BackendOptions options, HttpTransportOptions limits) {
    Objects.requireNonNull(access, "access");
    return new ApiServer(
        access, HttpTransport.open(access.address(), limits), options.operationTimeout());
  }

  /**
   * How it is entered.
   *
   * @return the access
   */
  public ClusterAccess access() {
    return access;
  }

  /**
   * The namespace that is meant where none is named.
   *
   * @return its name
   */
  public String namespace() {
    return access.namespace();
  }

  /**
   * The transport, for what the methods here do not do. Requests need {@link #authorized}.
   *
   * @return the transport
   */
  public HttpTransport transport() {
    return transport;
  }

  /**
   * A request with credentials, and with the path's beginning where the server stands behind a
   * gateway.
   *
   * @param request a request whose path begins with {@code /api}, {@code /apis} or {@code /version}
   * @return the request to send; a token is fetched if need be
   */
  public Mono<HttpRequest> authorized(HttpRequest request) {
    Objects.requireNonNull(request, "request");
    return credentialed(request, new AtomicReference<>(""));
  }

  /**
   * Reads an answer that is an error.
   *
   * @param response the answer, whose body is read
   * @param asked what was asked
   * @return the error as a value
   */
  public Mono<ContainerException> error(HttpResponse response, ApiCall asked) {
    return ApiErrors.read(asked, response);
  }

  /**
   * Tells what an error of the wire means; errors of the contract stay as they are.
   *
   * @param error a {@link dev.fairlead.transport.http.TransportException} or anything else
   * @param asked what was asked
   * @return the error to signal; a cut is a {@link
   *     dev.fairlead.spi.error.StreamInterruptedException}
   */
  public Throwable broken(Throwable error, ApiCall asked) {
    return ApiErrors.of(asked, error, true);
  }

  /**
   * Sends a request with credentials, and once more with fresh ones if the server rejects them.
   *
   * @param <T> what comes of it
   * @param request the request
   * @param send sends the authorised request; signals an {@link
   *     dev.fairlead.spi.error.AccessDeniedException} with the native code {@code HTTP 401} if it
   *     is rejected, as {@link #error} makes it
   * @return what the function returns
   */
  public <T> Mono<T> trusted(HttpRequest request, Function<HttpRequest, Mono<T>> send) {
    return Mono.defer(
        () -> {
          AtomicReference<String> shown = new AtomicReference<>("");
          Mono<T> attempt = Mono.defer(() -> credentialed(request, shown).flatMap(send));
          return attempt.onErrorResume(error -> isStale(error, shown.get()), error -> attempt);
        });
  }

  /**
   * The same as {@link #trusted} for many results.
   *
   * @param <T> type of the results
   * @param request the request
   * @param send sends the authorised request
   * @return what the function returns
   */
  public <T> Flux<T> trustedMany(HttpRequest request, Function<HttpRequest, Flux<T>> send) {
    return Flux.defer(
        () -> {
          AtomicReference<String> shown = new AtomicReference<>("");
          Flux<T> attempt = Flux.defer(() -> credentialed(request, shown).flatMapMany(send));
          return attempt.onErrorResume(error -> isStale(error, shown.get()), error -> attempt);
        });
  }

  private Mono<HttpRequest> credentialed(HttpRequest request, AtomicReference<String> shown) {
    HttpRequest placed = request.under(access.pathPrefix());
    return access
        .credentials()
        .header()
        .doOnNext(shown::set)
        .map(value -> placed.header("Authorization", value))
        .defaultIfEmpty(placed);
  }

  /** Whether the server does not know what it was shown, and something else can be shown. */
  private boolean isStale(Throwable error, @Nullable String shown) {
    return error instanceof ContainerException known
        && known.context().nativeCode().equals(Optional.of("HTTP 401"))
        && shown != null
        && access.credentials().rejected(shown);
  }

  /**
   * Sends a request whose answer is one object.
   *
   * @param <T> type of the object
   * @param call the call
   * @param type type of the object, a model of fabric8 or a map
   * @return the object
   */
  public <T> Mono<T> call(ApiCall call, Class<T> type) {
    ObjectReader<T> reader = new ObjectReader<>(call, type);
    return trusted(
            call.request(), request -> transport.call(request, Optional.of(bodyWithin), reader))
        .retryWhen(Repeating.whileBusy());
  }

  /**
   * Sends a request whose answer is a stream, on a connection of its own.
   *
   * @param <T> type of the elements
   * @param call the call
   * @param reader reads the body of an answer that is no error
   * @return what the reader returns; a cut is a {@link
   *     dev.fairlead.spi.error.StreamInterruptedException}
   */
  public <T> Flux<T> stream(ApiCall call, Function<? super HttpResponse, Flux<T>> reader) {
    return trustedMany(
            call.request().lane(Lane.STREAM),
            request ->
                transport.stream(
                    request,
                    response ->
                        response.status() < 300
                            ? reader.apply(response)
                            : response
                                .bytes(ApiErrors.READ_BYTES)
                                .flatMapMany(
                                    body -> Flux.error(ApiErrors.refusal(call, response, body)))))
        .retryWhen(Repeating.whileBusy())
        .onErrorMap(error -> ApiErrors.of(call, error, true));
  }

  /**
   * Closes every connection. Idempotent.
   *
   * @return completes when all is closed
   */
  public Mono<Void> close() {
    return transport.close();
  }
}
