package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A transport without a socket, to a daemon in the same virtual time. It keeps to what {@link
 * HttpTransport} promises: a time for the head, connections that are released or closed, and errors
 * that say how a connection ended. For one thread.
 *
 * <p>It lives in this package since requests show what they carry to nobody else.
 */
public final class VirtualTransport implements HttpTransport {

  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

  private final HttpAddress address;
  private final Scheduler time;
  private final Consumer<VirtualExchange> daemon;
  private final Set<VirtualExchange> open = new LinkedHashSet<>();
  private boolean closed;

  /**
   * Connects to a daemon.
   *
   * @param address what it is called in errors
   * @param time the time of both
   * @param daemon is given each request, and answers now or later
   */
  public VirtualTransport(HttpAddress address, Scheduler time, Consumer<VirtualExchange> daemon) {
    this.address = address;
    this.time = time;
    this.daemon = daemon;
  }

  /** How many connections are in use. */
  public int connections() {
    return open.size();
  }

  @Override
  public HttpAddress address() {
    return address;
  }

  @Override
  public <T> Mono<T> fetch(HttpRequest request, Function<? super HttpResponse, Mono<T>> reader) {
    return Mono.usingWhen(begin(request), reader, VirtualExchange::release);
  }

  @Override
  public <T> Mono<T> call(
      HttpRequest request, Optional<Duration> bodyWithin, AnswerReader<T> reader) {
    return Mono.defer(
        () -> {
          AtomicReference<@Nullable HttpResponse> head = new AtomicReference<>();
          return this.<T>fetch(
                  request,
                  response -> {
                    head.set(response);
                    Mono<byte[]> body = response.bytes(reader.maxBytes(response));
                    return bodyWithin
                        .map(limit -> within(limit, body))
                        .orElse(body)
                        .map(bytes -> reader.read(response, bytes));
                  })
              .onErrorMap(error -> reader.failure(head.get(), error));
        });
  }

  /** What the body says of being given up is for nobody. */
  private static <T> Mono<T> within(Duration limit, Mono<T> body) {
    Consumer<Throwable> dropped = error -> {};
    return body.timeout(limit)
        .contextWrite(context -> context.put("reactor.onErrorDropped.local", dropped));
  }

  @Override
  public <T> Flux<T> stream(HttpRequest request, Function<? super HttpResponse, Flux<T>> reader) {
    return Flux.usingWhen(begin(request), reader, VirtualExchange::release);
  }

  @Override
  public Mono<UpgradedConnection> upgrade(
      HttpRequest request,
      UpgradeProtocol protocol,
      Function<? super HttpResponse, Mono<? extends Throwable>> rejected) {
    return begin(request)
        .flatMap(
            exchange ->
                exchange.status() == 101
                    ? Mono.<UpgradedConnection>just(new VirtualDuplex(exchange))
                    : Mono.<Throwable, VirtualExchange>usingWhen(
                            Mono.just(exchange),
                            response -> rejected.apply(response).cast(Throwable.class),
                            VirtualExchange::release)
                        .flatMap(Mono::error));
  }

  private Mono<VirtualExchange> begin(HttpRequest request) {
    Duration limit = request.timeout().orElse(RESPONSE_TIMEOUT);
    return Mono.create(
        sink -> {
          VirtualExchange exchange =
              new VirtualExchange(request, request.line() + " to " + address, time, open::remove);
          if (closed) {
            sink.error(exchange.failure(Kind.CLOSED, "the transport was closed"));
            return;
          }
          open.add(exchange);
          sink.onCancel(exchange::close);
          exchange.waitFor(limit, sink);
          daemon.accept(exchange);
        });
  }

  @Override
  public Mono<DuplexConnection> connect(HttpAddress target) {
    return Mono.error(new UnsupportedOperationException("there is nothing but HTTP here"));
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          closed = true;
          Set.copyOf(open).forEach(VirtualExchange::close);
        });
  }

  /** An exchange that was taken over from HTTP. */
  private record VirtualDuplex(VirtualExchange exchange) implements UpgradedConnection {

    @Override
    public int status() {
      return exchange.status();
    }

    @Override
    public java.util.Optional<String> header(String name) {
      return exchange.header(name);
    }

    @Override
    public Flux<ByteBuffer> receive() {
      return exchange.body();
    }

    @Override
    public Mono<Void> send(org.reactivestreams.Publisher<ByteBuffer> source) {
      return Flux.from(source).then();
    }

    @Override
    public Mono<Void> shutdownOutput() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
      return Mono.fromRunnable(exchange::close);
    }
  }
}
