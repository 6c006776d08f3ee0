package dev.fairlead.engine;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.TimeLimit;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import dev.fairlead.transport.http.UpgradedConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls one daemon in the API version that was agreed on. All operations are cold; their errors are
 * {@link dev.fairlead.spi.error.ContainerException}s that say what was asked. May be used by many
 * threads.
 */
public final class EngineClient {

  private static final int DRAINED_BYTES = 1 << 20;
  private static final int CONTROL_CONNECTIONS = 16;

  /** Ten thousand logs that are opened at once are as many short calls first of all. */
  private static final int WAITING_CALLS = 16_384;

  private final String backend;
  private final Endpoint endpoint;
  private final HttpTransport transport;
  private final BackendOptions options;
  private final EngineVersion version;
  private final Dialect dialect;
  private final ApiVersion api;
  private final EngineErrors errors;
  private final Cleanups cleanups = new Cleanups();

  private EngineClient(
      String backend,
      Endpoint endpoint,
      HttpTransport transport,
      BackendOptions options,
      EngineVersion version) {
    this.backend = backend;
    this.endpoint = endpoint;
    this.transport = transport;
    this.options = options;
    this.version = version;
    this.dialect = new Dialect(version);
    this.api = version.negotiate(backend);
    this.errors = new EngineErrors(backend);
  }

  /**
   * Connects to an endpoint and agrees on a version. Cancelling closes what was opened.
   *
   * @param backend id of the backend that asks, which begins every error
   * @param endpoint what {@link EngineAddress} understands
   * @param options deadlines
   * @return the client, to be closed by its owner; {@link
   *     dev.fairlead.spi.error.BackendFailureException} if there is no version that both speak
   * @throws IllegalArgumentException if the endpoint is no address of a daemon
   */
  public static Mono<EngineClient> open(String backend, Endpoint endpoint, BackendOptions options) {
    HttpAddress address = EngineAddress.of(endpoint);
    HttpTransportOptions limits =
        HttpTransportOptions.defaults()
            .withConnectTimeout(options.connectTimeout())
            .withResponseTimeout(options.operationTimeout())
            .withControlLimits(CONTROL_CONNECTIONS, WAITING_CALLS)
            .withPendingTimeout(Duration.ofMinutes(5));
    return open(backend, endpoint, options, () -> HttpTransport.open(address, limits));
  }

  /**
   * Agrees on a version by way of a transport that the caller makes. The transport is closed with
   * the client, and also if no client comes of it.
   *
   * @param backend id of the backend that asks
   * @param endpoint what the client calls its endpoint
   * @param options deadlines
   * @param transport makes the way to the daemon, once for each subscription
   * @return the client, to be closed by its owner
   */
  public static Mono<EngineClient> open(
      String backend,
      Endpoint endpoint,
      BackendOptions options,
      Supplier<HttpTransport> transport) {
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(transport, "transport");
    return Mono.usingWhen(
        Mono.fromSupplier(transport),
        opening ->
            EngineHandshake.perform(backend, opening, options.operationTimeout())
                .map(version -> new EngineClient(backend, endpoint, opening, options, version)),
        taken -> Mono.empty(),
        (failed, error) -> failed.close(),
        HttpTransport::close);
  }

  /**
   * Id of the backend.
   *
   * @return the id that begins every error
   */
  public String backend() {
    return backend;
  }

  /**
   * Where the daemon answers.
   *
   * @return the endpoint
   */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * What the daemon said of itself when the client was opened.
   *
   * @return the versions
   */
  public EngineVersion version() {
    return version;
  }

  /**
   * In what the daemon differs from others.
   *
   * @return the facts
   */
  public Dialect dialect() {
    return dialect;
  }

  /**
   * The version that calls are made in.
   *
   * @return the version that was agreed on
   */
  public ApiVersion api() {
    return api;
  }

  /**
   * The deadlines.
   *
   * @return the options that the client was opened with
   */
  public BackendOptions options() {
    return options;
  }

  /**
   * The mapping of errors.
   *
   * @return the one mapping of this backend
   */
  public EngineErrors errors() {
    return errors;
  }

  /**
   * A GET call.
   *
   * @param operation what is asked, in words that follow "could not"
   * @param path path without version, each <code>{}</code> a parameter
   * @param parameters the parameters; the first one is what errors call the resource
   * @return the call
   */
  public EngineCall get(String operation, String path, String... parameters) {
    return call("GET", operation, path, parameters);
  }

  /**
   * A HEAD call.
   *
   * @param operation what is asked, in words that follow "could not"
   * @param path path without version, each <code>{}</code> a parameter
   * @param parameters the parameters; the first one is what errors call the resource
   * @return the call
   */
  public EngineCall head(String operation, String path, String... parameters) {
    return call("HEAD", operation, path, parameters);
  }

  /**
   * A POST call.
   *
   * @param operation what is asked, in words that follow "could not"
   * @param path path without version, each <code>{}</code> a parameter
   * @param parameters the parameters; the first one is what errors call the resource
   * @return the call
   */
  public EngineCall post(String operation, String path, String... parameters) {
    return call("POST", operation, path, parameters);
  }

  /**
   * A PUT call.
   *
   * @param operation what is asked, in words that follow "could not"
   * @param path path without version, each <code>{}</code> a parameter
   * @param parameters the parameters; the first one is what errors call the resource
   * @return the call
   */
  public EngineCall put(String operation, String path, String... parameters) {
    return call("PUT", operation, path, parameters);
  }

  /**
   * A DELETE call.
   *
   * @param operation what is asked, in words that follow "could not"
   * @param path path without version, each <code>{}</code> a parameter
   * @param parameters the parameters; the first one is what errors call the resource
   * @return the call
   */
  public EngineCall delete(String operation, String path, String... parameters) {
    return call("DELETE", operation, path, parameters);
  }

  private EngineCall call(String method, String operation, String path, String... parameters) {
    HttpRequest request = HttpRequest.of(method, "/v" + api + path, parameters);
    ErrorContext context = ErrorContext.of(backend, operation);
    return EngineCall.of(
        request,
        parameters.length == 0 ? context : context.withResource(parameters[0]),
        EngineWords.kindOf(path),
        options.operationTimeout());
  }

  /**
   * Makes a call whose answer says nothing more than that it was done.
   *
   * @param call the call
   * @return the status of the answer
   */
  public Mono<Integer> send(EngineCall call) {
    return whole(call, DRAINED_BYTES, (status, body) -> status);
  }

  /**
   * Makes a call whose answer is a JSON object.
   *
   * @param call the call
   * @return the object
   */
  public Mono<JsonObject> object(EngineCall call) {
    return object(call, json -> json);
  }

  /**
   * Makes a call whose answer is a JSON object, and reads it.
   *
   * @param <T> what is read
   * @param call the call
   * @param reader takes what it needs; an {@link IllegalArgumentException} of it means that the
   *     answer makes no sense
   * @return what the reader returns
   */
  public <T> Mono<T> object(EngineCall call, Function<JsonObject, T> reader) {
    return whole(
        call,
        HttpResponse.MAX_JSON_BYTES,
        (status, body) -> sensible(call, reader, JsonObject.read(body)));
  }

  /**
   * Makes a call whose answer is a JSON array of objects.
   *
   * @param call the call
   * @return the objects; an empty list also for the word {@code null}
   */
  public Mono<List<JsonObject>> objects(EngineCall call) {
    return objects(call, json -> json);
  }

  /**
   * Makes a call whose answer is a JSON array of objects, and reads each.
   *
   * @param <T> what is read
   * @param call the call
   * @param reader takes what it needs of one; an {@link IllegalArgumentException} of it means that
   *     the answer makes no sense
   * @return what the reader returns for each
   */
  public <T> Mono<List<T>> objects(EngineCall call, Function<JsonObject, T> reader) {
    return whole(
        call,
        HttpResponse.MAX_JSON_BYTES,
        (status, body) ->
            sensible(call, list -> list.stream().map(reader).toList(), JsonObject.readList(body)));
  }

  private static <J, T> T sensible(EngineCall call, Function<J, T> reader, J json) {
    try {
      return reader.apply(json);
    } catch (IllegalArgumentException e) {
      throw new BackendFailureException(
          call.context(), "the answer makes no sense: " + e.getMessage(), e);
    }
  }

  private <T> Mono<T> whole(EngineCall call, int maxBytes, WholeAnswer.Reading<T> reading) {
    return transport.call(
        call.request(), call.bodyWithin(), new WholeAnswer<>(call, errors, maxBytes, reading));
  }

  /**
   * Makes a call and reads the answer by hand. Statuses that the call does not accept have become
   * errors before.
   *
   * @param <T> what is read
   * @param call the call
   * @param reader reads the answer
   * @return what the reader returns
   */
  public <T> Mono<T> fetch(EngineCall call, Function<? super HttpResponse, Mono<T>> reader) {
    return transport
        .fetch(
            call.request(),
            response -> {
              Mono<T> read =
                  call.accepts(response.status())
                      ? reader.apply(response)
                      : errors.read(call, response).flatMap(Mono::error);
              return call.bodyWithin().map(limit -> TimeLimit.of(read, limit)).orElse(read);
            })
        .onErrorMap(error -> errors.of(call, error));
  }

  /**
   * Makes a call whose answer is a stream. Usually of a {@link EngineCall#lasting() lasting} call.
   *
   * @param <T> what is read
   * @param call the call
   * @param reader reads the answer
   * @return what the reader returns, with demand reaching the socket
   */
  public <T> Flux<T> stream(EngineCall call, Function<? super HttpResponse, Flux<T>> reader) {
    return transport.stream(
            call.request(),
            response ->
                call.accepts(response.status())
                    ? reader.apply(response)
                    : errors.read(call, response).flatMapMany(Flux::error))
        .onErrorMap(error -> errors.of(call, error));
  }

  /**
   * Makes a call that turns its connection into a duplex one.
   *
   * @param call the call
   * @return the connection, owned by the subscriber; its own errors are {@link
   *     dev.fairlead.transport.http.TransportException}s, for {@link EngineErrors#of(EngineCall,
   *     Throwable)}
   */
  public Mono<UpgradedConnection> upgrade(EngineCall call) {
    return transport
        .upgrade(call.request(), response -> errors.read(call, response))
        .onErrorMap(error -> errors.of(call, error));
  }

  /**
   * What goes on after a cancellation, and is waited for before the connections are closed.
   *
   * @return the one of this client
   */
  public Cleanups cleanups() {
    return cleanups;
  }

  /**
   * Closes all connections once removals are done. What else is under way ends in an error.
   *
   * @return completes when all are closed; safe to subscribe to more than once
   */
  public Mono<Void> close() {
    return cleanups.settled().then(transport.close());
  }

  @Override
  public String toString() {
    return "EngineClient[" + endpoint + ", " + version + ", API " + api + "]";
  }
}
