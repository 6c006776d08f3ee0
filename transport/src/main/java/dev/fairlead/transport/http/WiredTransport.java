package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A transport over {@link Wire}s: kept ones for control calls, one of its own for each stream and
 * each upgraded connection.
 */
final class WiredTransport implements HttpTransport {

  private final HttpAddress address;
  private final HttpTransportOptions options;
  private final WireSource control;
  private final WireSource streams;
  private final Permits controlPermits;
  private final IdleWires idle;
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Creates a transport, which closes the sources of its wires.
   *
   * @param control where the wires of control calls come from
   * @param streams where all others come from; may be the same
   */
  WiredTransport(
      HttpAddress address, HttpTransportOptions options, WireSource control, WireSource streams) {
    this.address = Objects.requireNonNull(address, "address");
    this.options = Objects.requireNonNull(options, "options");
    this.control = control;
    this.streams = streams;
    this.controlPermits =
        new Permits(
            options.maxControlConnections(),
            options.maxPendingControl(),
            options.pendingTimeout(),
            Schedulers.parallel());
    this.idle = new IdleWires(options.maxControlConnections(), options.idleTimeout());
  }

  /**
   * A transport over channels of the JDK where they reach, as they are there at once; through TLS
   * over Netty. A wire that is held up by its subscriber holds up no other.
   */
  static HttpTransport open(HttpAddress address, HttpTransportOptions options) {
    Objects.requireNonNull(address, "address");
    Duration limit = Objects.requireNonNull(options, "options").connectTimeout();
    WireSource wires =
        ChannelConnector.reaches(address)
            ? new ChannelConnector(limit)
            : new LazyWires(
                () ->
                    address instanceof HttpAddress.Ssh
                        ? new SshConnector(limit)
                        : new Connector(limit));
    return new WiredTransport(address, options, wires, wires);
  }

  @Override
  public HttpAddress address() {
    return address;
  }

  @Override
  public <T> Mono<T> fetch(HttpRequest request, Function<? super HttpResponse, Mono<T>> reader) {
    Objects.requireNonNull(reader, "reader");
    ExchangeRequest exchange = describe(request);
    Mono<T> result =
        Mono.usingWhen(begin(exchange), reader, Exchange::release)
            .onErrorMap(TransportException.class, error -> error.at(exchange.where()));
    return inLane(exchange, result);
  }

  @Override
  public <T> Mono<T> call(
      HttpRequest request, Optional<Duration> bodyWithin, AnswerReader<T> reader) {
    Objects.requireNonNull(reader, "reader");
    return new ShortCall<>(
        this,
        describe(Objects.requireNonNull(request, "request"), ExchangeMode.REUSABLE),
        request.lane() == Lane.CONTROL ? controlPermits : null,
        bodyWithin.orElse(null),
        reader);
  }

  @Override
  public <T> Flux<T> stream(HttpRequest request, Function<? super HttpResponse, Flux<T>> reader) {
    Objects.requireNonNull(reader, "reader");
    ExchangeRequest exchange = describe(request);
    Flux<T> result =
        Flux.usingWhen(begin(exchange), reader, Exchange::release)
            .onErrorMap(TransportException.class, error -> error.at(exchange.where()));
    if (exchange.mode() == ExchangeMode.SINGLE) {
      return result;
    }
    return Flux.usingWhen(
        controlPermits.acquire(exchange::where),
        permit -> result,
        permit -> Mono.fromRunnable(permit::release));
  }

  private <T> Mono<T> inLane(ExchangeRequest exchange, Mono<T> result) {
    if (exchange.mode() == ExchangeMode.SINGLE) {
      return result;
    }
    return Mono.usingWhen(
        controlPermits.acquire(exchange::where),
        permit -> result,
        permit -> Mono.fromRunnable(permit::release));
  }

  private ExchangeRequest describe(HttpRequest request) {
    Objects.requireNonNull(request, "request");
    return describe(
        request, request.lane() == Lane.CONTROL ? ExchangeMode.REUSABLE : ExchangeMode.SINGLE);
  }

  private ExchangeRequest describe(HttpRequest request, ExchangeMode mode) {
    return new ExchangeRequest(
        request, address, mode, request.timeout().orElse(options.responseTimeout()), idle::put);
  }

  private Mono<Exchange> begin(ExchangeRequest exchange) {
    // A stream may be long, and what opened its connection is not to stay for it.
    return Detached.of(Mono.defer(() -> open(exchange)));
  }

  private Mono<Exchange> open(ExchangeRequest exchange) {
    Mono<Exchange> kept = overKept(exchange);
    return kept == null
        ? overFresh(exchange)
        : kept.onErrorResume(StaleConnectionException.class, stale -> overFresh(exchange));
  }

  /**
   * The exchange over a connection that was used before, or null if there is none that may be. A
   * {@link StaleConnectionException} means that it has to be tried {@link #overFresh over another}.
   */
  @Nullable Mono<Exchange> overKept(ExchangeRequest exchange) {
    if (closed || exchange.mode() != ExchangeMode.REUSABLE) {
      return null;
    }
    Wire kept = idle.take();
    return kept == null ? null : Exchange.start(exchange, kept);
  }

  /** The exchange over a connection of its own. */
  Mono<Exchange> overFresh(ExchangeRequest exchange) {
    if (closed) {
      return Mono.error(closedError(exchange.where()));
    }
    return connect(exchange.mode() == ExchangeMode.REUSABLE ? control : streams, exchange)
        .flatMap(wire -> Exchange.start(exchange, wire))
        .doOnDiscard(Wire.class, Wire::close);
  }

  private Mono<Wire> connect(WireSource source, ExchangeRequest exchange) {
    return source.connect(address).flatMap(wire -> register(wire, exchange::where));
  }

  /** Takes the wire among those that closing the transport closes. */
  private Mono<Wire> register(Wire wire, Supplier<String> where) {
    open.add(wire);
    wire.whenClosed(() -> open.remove(wire));
    if (closed) {
      wire.close();
      return Mono.error(closedError(where.get()));
    }
    return Mono.just(wire);
  }

  private static TransportException closedError(String where) {
    return TransportException.at(where, Kind.CLOSED, "the transport was closed", null);
  }

  @Override
  public Mono<UpgradedConnection> upgrade(
      HttpRequest request,
      UpgradeProtocol protocol,
      Function<? super HttpResponse, Mono<? extends Throwable>> rejected) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(rejected, "rejected");
    ExchangeRequest exchange = describe(request, ExchangeMode.upgrading(protocol));
    return begin(exchange)
        .flatMap(
            answer ->
                answer
                    .duplex()
                    .<Mono<UpgradedConnection>>map(Mono::just)
                    .orElseGet(() -> reject(exchange, answer, rejected)))
        // Whoever cancels at the very moment of delivery gets nothing that could be closed.
        .doOnDiscard(WireDuplex.class, WireDuplex::discard);
  }

  private static Mono<UpgradedConnection> reject(
      ExchangeRequest exchange,
      Exchange answer,
      Function<? super HttpResponse, Mono<? extends Throwable>> rejected) {
    Mono<Throwable> error =
        Mono.<Throwable, Exchange>usingWhen(
            Mono.just(answer),
            response -> rejected.apply(response).cast(Throwable.class),
            Exchange::release);
    return error
        .switchIfEmpty(
            Mono.fromSupplier(
                () ->
                    TransportException.at(
                        exchange.where(),
                        Kind.REJECTED,
                        "the server answered " + answer.status() + " and kept to HTTP",
                        null)))
        .onErrorMap(TransportException.class, failure -> failure.at(exchange.where()))
        .flatMap(Mono::error);
  }

  @Override
  public Mono<DuplexConnection> connect(HttpAddress target) {
    Objects.requireNonNull(target, "target");
    String where = "connection to " + target;
    return Mono.defer(
            () ->
                closed
                    ? Mono.<Wire>error(closedError(where))
                    : streams.connect(target).flatMap(wire -> register(wire, () -> where)))
        .map(
            wire -> {
              WireDuplex connection = new WireDuplex(wire, null, ByteBuffer.allocate(0), where);
              wire.owner(connection);
              return connection;
            })
        .cast(DuplexConnection.class)
        .doOnDiscard(Wire.class, Wire::close)
        .doOnDiscard(WireDuplex.class, WireDuplex::discard);
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          closed = true;
          idle.close();
          return Flux.fromIterable(open)
              .flatMap(
                  wire -> {
                    wire.close();
                    return wire.onClose().onErrorComplete();
                  })
              .then(control.close())
              .then(streams.close());
        });
  }
}
