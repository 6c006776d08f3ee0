package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Moves a publisher's bytes onto a wire, one buffer at a time, asking for the next one only while
 * the wire takes more.
 */
final class WireWriter implements CoreSubscriber<ByteBuffer>, Upload {

  /** How bytes are wrapped on the wire. */
  enum Framing {
    /** As they are. */
    RAW,
    /** As chunks, with a last one of no length at the end. */
    CHUNKED
  }

  /** Told, on the event loop, how the writing goes; one of the last four ends it. */
  interface Progress {
    /** A buffer is on its way, or went out. */
    default void moved() {}

    /** All went out. */
    void done();

    /** The source signalled an error. */
    void sourceFailed(Throwable cause);

    /** The wire did not take the bytes. */
    void writeFailed(Throwable cause);

    /** Cancelled before all was out; of an upload that tells so. */
    default void stopped() {}
  }

  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Wire wire;
  private final Framing framing;
  private final Progress progress;
  private final Context context;
  private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
  private boolean stopped;
  private boolean waiting;
  private int unsent;

  /** How much has still to come; negative if only the source knows. */
  private long left;

  WireWriter(Wire wire, Framing framing, Progress progress, Context context) {
    this(wire, framing, progress, context, -1);
  }

  private WireWriter(Wire wire, Framing framing, Progress progress, Context context, long length) {
    this.wire = wire;
    this.framing = framing;
    this.progress = progress;
    this.context = context;
    this.left = length;
  }

  /**
   * A writer of so many bytes as they are. It is done when they are out, whenever the source says
   * so: the other side may answer them before that.
   */
  static WireWriter ofLength(Wire wire, long length, Progress progress, Context context) {
    return new WireWriter(wire, Framing.RAW, progress, context, length);
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (upstream.compareAndSet(null, subscription)) {
      subscription.request(1);
    } else {
      subscription.cancel();
    }
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    wire.execute(() -> write(bytes));
  }

  @Override
  public void onError(Throwable cause) {
    wire.execute(
        () -> {
          if (stop()) {
            progress.sourceFailed(cause);
          }
        });
  }

  @Override
  public void onComplete() {
    wire.execute(
        () -> {
          if (!stopped) {
            unsent++;
            byte[] last = framing == Framing.CHUNKED ? LAST_CHUNK : new byte[0];
            wire.write(this::finished, ByteBuffer.wrap(last));
          }
        });
  }

  /** Cancels the source and writes no more. */
  @Override
  public void cancel() {
    Subscription subscription = upstream.getAndSet(Operators.cancelledSubscription());
    if (subscription != null) {
      subscription.cancel();
    }
    wire.execute(() -> stopped = true);
  }

  @Override
  public void onWritable() {
    if (waiting && !stopped) {
      waiting = false;
      requestNext();
    }
  }

  /** Whether all that came from the source is out. */
  @Override
  public boolean awaitsSource() {
    return !stopped && unsent == 0;
  }

  /** The wire has ended, perhaps while the source was silent. */
  void wireEnded(Throwable cause) {
    writeFailed(cause);
  }

  private void write(ByteBuffer bytes) {
    if (stopped) {
      return;
    }
    if (bytes.hasRemaining()) {
      unsent++;
      progress.moved();
      if (framing == Framing.CHUNKED) {
        byte[] size =
            (Integer.toHexString(bytes.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        wire.write(this::written, ByteBuffer.wrap(size), bytes, ByteBuffer.wrap(CRLF));
      } else {
        left -= bytes.remaining();
        wire.write(left == 0 ? this::finished : this::written, bytes);
      }
    }
    if (stopped) {
      return;
    }
    if (wire.isWritable()) {
      requestNext();
    } else {
      waiting = true;
    }
  }

  private void requestNext() {
    Subscription subscription = upstream.get();
    if (subscription != null) {
      subscription.request(1);
    }
  }

  private void written(@Nullable Throwable failure) {
    if (failure != null) {
      writeFailed(failure);
    } else if (!stopped) {
      unsent--;
      progress.moved();
    }
  }

  private void finished(@Nullable Throwable failure) {
    if (failure != null) {
      writeFailed(failure);
    } else if (stop()) {
      progress.done();
    }
  }

  private void writeFailed(Throwable failure) {
    if (stop()) {
      Subscription subscription = upstream.getAndSet(Operators.cancelledSubscription());
      if (subscription != null) {
        subscription.cancel();
      }
      progress.writeFailed(failure);
    }
  }

  private boolean stop() {
    boolean first = !stopped;
    stopped = true;
    return first;
  }
}
