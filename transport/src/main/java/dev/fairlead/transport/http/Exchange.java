package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One request and its response on one wire.
 *
 * <p>Subscribing to {@link #start} writes the request and yields the exchange when the response's
 * head is there; from then on whoever got it must {@link #release()} it. Cancelling before that,
 * and every failure, closes the wire.
 */
final class Exchange
    implements HttpResponse, WireListener, Sending.Listener, InboundStream.Source, Subscription {

  private enum Delivery {
    IDLE,
    WAITING,
    HANDED_OVER,
    ENDED
  }

  private final ExchangeRequest spec;
  private final Wire wire;
  private final CoreSubscriber<? super Exchange> actual;
  private final AtomicReference<Delivery> delivery = new AtomicReference<>(Delivery.IDLE);
  private final ResponseDecoder decoder;
  private final ResponseBody body;
  private final Sending sending;
  private final SilenceTimer silence;
  private final boolean reusedWire;

  private @Nullable ResponseHead head;
  private @Nullable WireDuplex duplex;
  private boolean finished;
  private boolean dirty;

  private Exchange(ExchangeRequest spec, Wire wire, CoreSubscriber<? super Exchange> actual) {
    this.spec = spec;
    this.wire = wire;
    this.actual = actual;
    this.decoder = new ResponseDecoder(spec.request().method().equals("HEAD"));
    this.body = new ResponseBody(wire, decoder, this);
    this.sending = new Sending(wire, this);
    this.silence =
        new SilenceTimer(wire, spec.responseTimeout(), sending::awaitsSource, this::expire);
    this.reusedWire = wire.used();
  }

  /** Sends the request over the wire, which belongs to the exchange from then on. */
  static Mono<Exchange> start(ExchangeRequest spec, Wire wire) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Exchange> actual) {
        actual.onSubscribe(new Exchange(spec, wire, actual));
      }
    };
  }

  // The subscription of whoever waits for the head.

  @Override
  public void request(long n) {
    if (Operators.validate(n) && delivery.compareAndSet(Delivery.IDLE, Delivery.WAITING)) {
      if (spec.request().body() instanceof RequestBody.Streamed) {
        wire.execute(this::begin);
      } else {
        wire.executeHere(this::begin);
      }
    }
  }

  @Override
  public void cancel() {
    Delivery before =
        delivery.getAndUpdate(now -> now == Delivery.HANDED_OVER ? now : Delivery.ENDED);
    if (before == Delivery.IDLE || before == Delivery.WAITING) {
      wire.close();
      wire.execute(this::giveUp);
    }
  }

  private void giveUp() {
    sending.stop();
    silence.stop();
  }

  // Sending.

  private void begin() {
    if (delivery.get() != Delivery.WAITING) {
      wire.close();
      return;
    }
    if (!wire.isOpen()) {
      wire.close();
      failBeforeHead(Kind.CUT, "the connection had been closed", null);
      return;
    }
    wire.owner(this);
    wire.markUsed();
    silence.start();
    wire.read();
    sending.begin(
        ByteBuffer.wrap(spec.encodedHead()), spec.request().body(), actual.currentContext());
  }

  @Override
  public void sendingMoved() {
    silence.moved();
  }

  @Override
  public void sourceFailed(Throwable cause) {
    wire.close();
    fail(cause);
  }

  @Override
  public void onWritable() {
    sending.onWritable();
  }

  private void expire() {
    sending.stop();
    wire.close();
    failBeforeHead(
        Kind.RESPONSE_TIMEOUT,
        "no response within " + spec.responseTimeout().toMillis() + " ms",
        sending.failure());
  }

  // Receiving.

  @Override
  public String what() {
    return spec.where();
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    try {
      receive(bytes);
    } catch (TransportException e) {
      sending.stop();
      wire.close();
      fail(e.at(spec.where()));
    }
  }

  private void receive(ByteBuffer bytes) {
    if (finished) {
      dirty = true;
      return;
    }
    while (head == null) {
      ResponseHead next = decoder.head(bytes);
      if (next == null) {
        wire.read();
        return;
      }
      if (next.status() == 101 || next.status() >= 200) {
        receiveHead(next, bytes);
        return;
      }
    }
    body.take(bytes);
    if (decoder.complete()) {
      dirty |= bytes.hasRemaining();
      finish();
    }
  }

  /** Takes the final head, and what came with it. */
  private void receiveHead(ResponseHead next, ByteBuffer rest) {
    silence.stop();
    if (switches(next)) {
      head = next;
      finished = true;
      byte[] first = new byte[rest.remaining()];
      rest.get(first);
      WireDuplex connection = new WireDuplex(wire, next, ByteBuffer.wrap(first), spec.where());
      wire.owner(connection);
      duplex = connection;
      deliver();
      return;
    }
    if (next.status() == 101) {
      throw ResponseDecoder.garbage("it switches protocols without having been asked to");
    }
    head = next;
    if (next.status() >= 400 || !next.keepAlive()) {
      sending.stop();
    }
    TransportException garbled = receiveFirst(rest);
    deliver();
    if (garbled != null) {
      throw garbled;
    }
  }

  /**
   * Takes what came with the head, before anybody is handed the response: a short one is then
   * whole, and whoever reads it need not wait. What is wrong with it is told behind the head.
   */
  private @Nullable TransportException receiveFirst(ByteBuffer rest) {
    try {
      body.begin(rest);
    } catch (TransportException e) {
      return e;
    }
    if (decoder.complete()) {
      dirty |= rest.hasRemaining();
      finish();
    }
    return null;
  }

  private boolean switches(ResponseHead next) {
    UpgradeProtocol protocol = spec.mode().protocol();
    if (protocol == null) {
      return false;
    }
    return next.status() == 101
        || (protocol.beginsWithoutSwitching()
            && next.status() == 200
            && decoder.endsWithConnection());
  }

  private void finish() {
    finished = true;
    sending.stop();
    body.end(null);
  }

  @Override
  public void onEnd() {
    if (finished) {
      dirty = true;
    } else if (head == null) {
      failBeforeHead(
          Kind.CUT,
          decoder.sawBytes()
              ? "the connection was closed within the head of the response"
              : "the connection was closed without a response",
          sending.failure());
    } else if (decoder.endsWithConnection()) {
      finish();
    } else {
      fail(
          TransportException.at(
              spec.where(),
              Kind.CUT,
              "the connection was closed within the body, after " + body.received() + " bytes",
              sending.failure()));
    }
    sending.stop();
  }

  @Override
  public void onFailure(Throwable cause) {
    sending.stop();
    if (finished) {
      dirty = true;
      return;
    }
    if (cause instanceof TransportException known) {
      fail(known.at(spec.where()));
      return;
    }
    String what = "the connection broke: " + cause.getMessage();
    if (head == null) {
      failBeforeHead(Kind.CUT, what, cause);
    } else {
      fail(
          TransportException.at(
              spec.where(),
              Kind.CUT,
              what + ", after " + body.received() + " bytes of the body",
              cause));
    }
  }

  /** Fails, and says if a fresh connection could do better. */
  private void failBeforeHead(Kind kind, String what, @Nullable Throwable cause) {
    TransportException failure = TransportException.at(spec.where(), kind, what, cause);
    boolean stale =
        kind == Kind.CUT
            && reusedWire
            && !decoder.sawBytes()
            && !(spec.request().body() instanceof RequestBody.Streamed)
            && (spec.idempotent() || !sending.isDone());
    fail(stale ? new StaleConnectionException(failure) : failure);
  }

  private void fail(Throwable failure) {
    silence.stop();
    if (finished) {
      return;
    }
    finished = true;
    dirty = true;
    if (delivery.compareAndSet(Delivery.WAITING, Delivery.ENDED)) {
      actual.onError(failure);
    } else {
      body.end(failure);
    }
  }

  private void deliver() {
    if (delivery.compareAndSet(Delivery.WAITING, Delivery.HANDED_OVER)) {
      actual.onNext(this);
      actual.onComplete();
    } else {
      wire.close();
    }
  }

  // What the owner of the response does.

  /** The connection, if the server has switched protocols. */
  Optional<WireDuplex> duplex() {
    return Optional.ofNullable(duplex);
  }

  /** Ends the exchange: the wire goes back if it is clean, and is closed otherwise. */
  Mono<Void> release() {
    // Completes when it is done: the turn that comes next is to find the wire.
    return Mono.create(
        sink ->
            wire.execute(
                () -> {
                  sending.stop();
                  sending.whenEnded(
                      () -> {
                        releaseNow();
                        sink.success();
                      });
                }));
  }

  /** The same, without telling when it is done. Any thread. */
  void releaseSoon() {
    wire.execute(
        () -> {
          sending.stop();
          sending.whenEnded(this::releaseNow);
        });
  }

  private void releaseNow() {
    ResponseHead received = head;
    boolean clean =
        finished && !dirty && sending.isDone() && received != null && received.keepAlive();
    if (clean && spec.mode() == ExchangeMode.REUSABLE && wire.isOpen()) {
      spec.keep(wire);
    } else {
      wire.close();
    }
    if (!finished) {
      fail(
          TransportException.at(
              spec.where(), Kind.CLOSED, "the response is read after it was given up", null));
    }
  }

  @Override
  public void more() {
    if (!finished) {
      wire.read();
    }
  }

  @Override
  public void cancelled() {
    dirty = true;
    sending.stop();
    wire.close();
  }

  @Override
  public int status() {
    return headOrThrow().status();
  }

  @Override
  public Optional<String> header(String name) {
    return headOrThrow().header(name);
  }

  @Override
  public Flux<ByteBuffer> body() {
    return body.bytes();
  }

  @Override
  public boolean passesOn() {
    return body.passesOn();
  }

  @Override
  public <T> Flux<T> decode(Supplier<? extends BodyDecoder<T>> decoders) {
    return body.decode(decoders, spec.mode() == ExchangeMode.SINGLE);
  }

  private ResponseHead headOrThrow() {
    ResponseHead received = head;
    if (received == null) {
      throw new IllegalStateException("the response has not begun");
    }
    return received;
  }
}
