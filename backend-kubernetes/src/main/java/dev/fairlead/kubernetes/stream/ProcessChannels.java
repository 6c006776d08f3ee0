package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Takes the channels of a process apart as they are read.
 *
 * <p>The end of a process comes behind its output on the same connection. So that it is seen though
 * nobody reads the output, a quarter of a MiB of that is read ahead; behind that it stays in the
 * socket, and at last in the process.
 */
final class ProcessChannels extends BaseSubscriber<WebSocketMessage> {

  static final byte STDIN = 0;
  static final byte STDOUT = 1;
  static final byte STDERR = 2;
  static final byte STATUS = 3;
  static final byte SIZE = 4;

  private static final long READ_AHEAD_BYTES = 256 << 10;

  /** What a small piece of output costs beside its bytes. */
  private static final long PIECE_BYTES = 64;

  private final Sinks.Many<OutputFrame> output = Sinks.many().unicast().onBackpressureBuffer();
  private final Sinks.One<ByteBuffer> status = Sinks.one();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean stalled = new AtomicBoolean();
  private volatile boolean told;

  private ProcessChannels() {}

  static ProcessChannels of(WebSocket socket) {
    ProcessChannels channels = new ProcessChannels();
    Publisher<WebSocketMessage> messages = socket.receive();
    messages.subscribe(channels);
    return channels;
  }

  /** All output, for one subscriber. A connection that ends before the status is an error. */
  Flux<OutputFrame> output() {
    return output.asFlux().doOnNext(frame -> consumed(cost(frame.size()))).doOnCancel(this::giveUp);
  }

  /** What the server says at the end; empty if it ends without a word, or nobody reads on. */
  Mono<ByteBuffer> status() {
    return status.asMono();
  }

  /** Whether the end was told. */
  boolean isTold() {
    return told;
  }

  private void giveUp() {
    cancel();
    status.tryEmitEmpty();
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(1);
  }

  @Override
  protected void hookOnNext(WebSocketMessage message) {
    ByteBuffer bytes = message.bytes();
    if (bytes.hasRemaining()) {
      take(bytes.get(), bytes.slice());
    }
    if (waiting.get() < READ_AHEAD_BYTES) {
      request(1);
    } else {
      stalled.set(true);
      askIfStalled();
    }
  }

  private void take(byte channel, ByteBuffer bytes) {
    switch (channel) {
      case STDOUT, STDERR -> {
        // An empty one only says that the connection stands.
        if (bytes.hasRemaining()) {
          waiting.addAndGet(cost(bytes.remaining()));
          StandardStream stream = channel == STDOUT ? StandardStream.STDOUT : StandardStream.STDERR;
          output.tryEmitNext(OutputFrame.of(stream, bytes));
        }
      }
      case STATUS -> {
        if (bytes.hasRemaining()) {
          told = true;
          status.tryEmitValue(bytes);
          output.tryEmitComplete();
        }
      }
      default -> {
        // A channel of a later protocol, which was not asked for.
      }
    }
  }

  private static long cost(int bytes) {
    return bytes + PIECE_BYTES;
  }

  private void consumed(long bytes) {
    waiting.addAndGet(-bytes);
    askIfStalled();
  }

  private void askIfStalled() {
    if (waiting.get() < READ_AHEAD_BYTES && stalled.compareAndSet(true, false)) {
      request(1);
    }
  }

  @Override
  protected void hookOnComplete() {
    output.tryEmitError(new SilentEnd());
    status.tryEmitEmpty();
  }

  @Override
  protected void hookOnError(Throwable error) {
    output.tryEmitError(error);
    status.tryEmitEmpty();
  }

  /** The server closed the connection in good order, but has not told the end. */
  static final class SilentEnd extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SilentEnd() {
      super(
          "the API server closed the connection and did not tell how it ended", null, false, false);
    }
  }
}
