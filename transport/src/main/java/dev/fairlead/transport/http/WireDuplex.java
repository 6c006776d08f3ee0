package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/** A wire whose two directions belong to a caller. */
final class WireDuplex implements UpgradedConnection, WireListener, InboundStream.Source {

  private final Wire wire;
  private final @Nullable ResponseHead head;
  private final String where;
  private final InboundStream<ByteBuffer> inbound;
  private final AtomicBoolean sending = new AtomicBoolean();
  private @Nullable WireWriter writer;
  private @Nullable TransportException ended;
  private boolean outputShutDown;

  /**
   * A connection that goes on where a response's head ended, with the bytes that came behind it.
   */
  WireDuplex(Wire wire, @Nullable ResponseHead head, ByteBuffer first, String where) {
    this.wire = wire;
    this.head = head;
    this.where = where;
    this.inbound = new InboundStream<>(wire, this);
    if (first.hasRemaining()) {
      inbound.push(first.asReadOnlyBuffer());
    }
  }

  @Override
  public int status() {
    return head == null ? 0 : head.status();
  }

  @Override
  public Optional<String> header(String name) {
    return head == null ? Optional.empty() : head.header(name);
  }

  @Override
  public Flux<ByteBuffer> receive() {
    return inbound;
  }

  @Override
  public Mono<Void> send(Publisher<ByteBuffer> source) {
    Objects.requireNonNull(source, "source");
    return Mono.create(
        sink -> {
          if (!sending.compareAndSet(false, true)) {
            sink.error(new IllegalStateException("another send is running on this connection"));
            return;
          }
          WireWriter next =
              new WireWriter(
                  wire,
                  WireWriter.Framing.RAW,
                  new SendProgress(sink),
                  Context.of(sink.contextView()));
          sink.onCancel(
              () -> {
                next.cancel();
                wire.execute(this::sendEnded);
              });
          wire.execute(
              () -> {
                TransportException refusal = refusal();
                if (refusal == null) {
                  writer = next;
                  source.subscribe(next);
                } else {
                  sendEnded();
                  sink.error(refusal);
                }
              });
        });
  }

  private @Nullable TransportException refusal() {
    if (outputShutDown) {
      return TransportException.at(where, Kind.CLOSED, "this side has ended its output", null);
    }
    if (ended == null && !wire.isOpen()) {
      return TransportException.at(where, Kind.CLOSED, "the connection is closed", null);
    }
    return ended;
  }

  private void sendEnded() {
    writer = null;
    sending.set(false);
  }

  private final class SendProgress implements WireWriter.Progress {

    private final MonoSink<Void> sink;

    SendProgress(MonoSink<Void> sink) {
      this.sink = sink;
    }

    @Override
    public void done() {
      sendEnded();
      sink.success();
    }

    @Override
    public void sourceFailed(Throwable cause) {
      sendEnded();
      sink.error(cause);
    }

    @Override
    public void writeFailed(Throwable cause) {
      TransportException known = ended;
      sendEnded();
      sink.error(
          known != null
              ? known
              : TransportException.at(
                  where, Kind.CUT, "the peer takes no more: " + cause.getMessage(), cause));
    }
  }

  @Override
  public Mono<Void> shutdownOutput() {
    return Mono.create(
        sink ->
            wire.execute(
                () -> {
                  if (outputShutDown || !wire.isOpen()) {
                    outputShutDown = true;
                    sink.success();
                    return;
                  }
                  outputShutDown = true;
                  wire.shutdownOutput(sink::success);
                }));
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          wire.close();
          return wire.onClose().onErrorComplete();
        });
  }

  /** Closes what could not be delivered. */
  void discard() {
    wire.close();
  }

  @Override
  public String what() {
    return where;
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    inbound.push(ByteBuffer.wrap(copy).asReadOnlyBuffer());
  }

  @Override
  public void onEnd() {
    ended = TransportException.at(where, Kind.CUT, "the peer has ended the connection", null);
    inbound.end(null);
    stopSending();
  }

  @Override
  public void onFailure(Throwable cause) {
    ended =
        cause instanceof TransportException known
            ? known.at(where)
            : TransportException.at(
                where, Kind.CUT, "the connection broke: " + cause.getMessage(), cause);
    inbound.end(ended);
    stopSending();
  }

  private void stopSending() {
    WireWriter running = writer;
    TransportException cause = ended;
    if (running != null && cause != null) {
      running.wireEnded(cause);
    }
  }

  @Override
  public void onWritable() {
    WireWriter running = writer;
    if (running != null) {
      running.onWritable();
    }
  }

  @Override
  public void more() {
    if (ended == null) {
      wire.read();
    }
  }

  @Override
  public void cancelled() {
    wire.close();
  }
}
