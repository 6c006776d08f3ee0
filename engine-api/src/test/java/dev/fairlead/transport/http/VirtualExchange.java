package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One request and its answer in virtual time: what the client sees of it, and what the daemon does
 * with it. All that the daemon sends arrives in its order, after the delay that was set, and up to
 * the byte that was set.
 */
public final class VirtualExchange implements HttpResponse {

  /** What the head of an answer counts as. */
  public static final int HEAD_BYTES = 100;

  private final HttpRequest request;
  private final String where;
  private final Scheduler time;
  private final Consumer<VirtualExchange> gone;
  private final Sinks.Many<ByteBuffer> body = Sinks.many().unicast().onBackpressureBuffer();

  private MonoSink<VirtualExchange> waiting;
  private Disposable patience;
  private long delayMillis;
  private long arrivesMillis;
  private long bytesLeft = Long.MAX_VALUE;
  private boolean stalls;
  private int status;
  private Map<String, String> headers = Map.of();
  private boolean ended;
  private boolean left;

  VirtualExchange(
      HttpRequest request, String where, Scheduler time, Consumer<VirtualExchange> gone) {
    this.request = request;
    this.where = where;
    this.time = time;
    this.gone = gone;
  }

  // What the daemon sees and does.

  /** The method. */
  public String method() {
    return request.method();
  }

  /** The path and query, without the version. */
  public String target() {
    return request.target().replaceFirst("^/v[0-9.]+", "");
  }

  /** What was sent behind the head, which is whole. */
  public byte[] content() {
    if (request.body() instanceof RequestBody.Bytes bytes) {
      byte[] copy = new byte[bytes.content().remaining()];
      bytes.content().duplicate().get(copy);
      return copy;
    }
    return new byte[0];
  }

  /** Lets everything that is sent from now on be so long on its way. */
  public void delay(Duration by) {
    delayMillis = by.toMillis();
  }

  /** Lets the connection break, or stand still, behind so many bytes. */
  public void limit(long bytes, boolean standStill) {
    bytesLeft = bytes;
    stalls = standStill;
  }

  /** Whether the client has closed or released it. */
  public boolean left() {
    return left;
  }

  /** Sends the head. */
  public void head(int code, Map<String, String> fields) {
    long room = bytesLeft;
    bytesLeft -= Math.min(room, HEAD_BYTES);
    if (room >= HEAD_BYTES) {
      arrive(() -> receiveHead(code, fields));
    } else {
      breakOff();
    }
  }

  /** Sends bytes of the body. */
  public void write(byte[] bytes) {
    int length = (int) Math.min(bytesLeft, bytes.length);
    bytesLeft -= length;
    if (length > 0) {
      ByteBuffer part = ByteBuffer.wrap(bytes, 0, length).slice().asReadOnlyBuffer();
      arrive(() -> body.tryEmitNext(part));
    }
    if (length < bytes.length) {
      breakOff();
    }
  }

  /** Ends the body in good order. */
  public void end() {
    if (bytesLeft > 0) {
      arrive(() -> finish(null));
    } else {
      breakOff();
    }
  }

  /** Sends a whole answer. */
  public void answer(int code, String text) {
    head(code, Map.of());
    write(text.getBytes(StandardCharsets.UTF_8));
    end();
  }

  /** Breaks the connection. */
  public void cut() {
    arrive(() -> finish(failure(Kind.CUT, "the connection broke")));
  }

  /** Refuses the connection. */
  public void refuse() {
    arrive(() -> finish(failure(Kind.CONNECT_REFUSED, "nobody listens")));
  }

  private void breakOff() {
    if (!stalls) {
      cut();
    }
    bytesLeft = 0;
    stalls = true;
  }

  private void arrive(Runnable what) {
    long now = time.now(TimeUnit.MILLISECONDS);
    arrivesMillis = Math.max(arrivesMillis, now + delayMillis);
    Disposable unused =
        time.schedule(
            () -> {
              if (!ended && !left) {
                what.run();
              }
            },
            arrivesMillis - now,
            TimeUnit.MILLISECONDS);
  }

  // What the client sees.

  void waitFor(Duration limit, MonoSink<VirtualExchange> sink) {
    waiting = sink;
    patience =
        time.schedule(
            () -> finish(failure(Kind.RESPONSE_TIMEOUT, "no response within " + limit)),
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void receiveHead(int code, Map<String, String> fields) {
    status = code;
    headers = fields;
    patience.dispose();
    MonoSink<VirtualExchange> sink = waiting;
    waiting = null;
    sink.success(this);
  }

  private void finish(TransportException failure) {
    ended = true;
    patience.dispose();
    MonoSink<VirtualExchange> sink = waiting;
    if (sink != null) {
      waiting = null;
      leave();
      sink.error(failure != null ? failure : failure(Kind.CUT, "it was closed without a response"));
    } else if (failure == null) {
      body.tryEmitComplete();
    } else {
      body.tryEmitError(failure);
    }
  }

  TransportException failure(Kind kind, String what) {
    return TransportException.at(where, kind, what, null);
  }

  /** The client is done with it. */
  Mono<Void> release() {
    return Mono.fromRunnable(this::close);
  }

  void close() {
    if (!left) {
      leave();
      patience.dispose();
      if (!ended) {
        ended = true;
        body.tryEmitError(failure(Kind.CLOSED, "the connection was closed by this side"));
      }
    }
  }

  private void leave() {
    left = true;
    gone.accept(this);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  @Override
  public Flux<ByteBuffer> body() {
    return body.asFlux().doOnCancel(this::close);
  }

  @Override
  public String toString() {
    return request.method() + " " + target().replaceFirst("\\?.*", "");
  }
}
