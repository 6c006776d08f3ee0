package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What comes in over a wire, as one subscriber's demand-driven stream.
 *
 * <p>Filled and drained on the wire's event loop. It asks the wire for one more read only when
 * demand is left and nothing is queued, so at most one read waits here unconsumed.
 */
final class InboundStream extends Flux<ByteBuffer> implements Subscription {

  /** Who fills the stream. */
  interface Source {
    /** Somebody waits for more. Called on the event loop. */
    void more();

    /** Nobody reads any more. Called on the event loop, once, and not after the end. */
    void cancelled();
  }

  private final Wire wire;
  private final Source source;
  private final Queue<ByteBuffer> queue = new ArrayDeque<>(4);
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final AtomicLong requested = new AtomicLong();
  private volatile @Nullable CoreSubscriber<? super ByteBuffer> subscriber;
  private volatile boolean cancelled;

  private boolean draining;
  private boolean terminated;
  private boolean finished;
  private @Nullable Throwable failure;

  InboundStream(Wire wire, Source source) {
    this.wire = wire;
    this.source = source;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> actual) {
    if (!subscribed.compareAndSet(false, true)) {
      Operators.error(
          actual, new IllegalStateException("these bytes were read, or are being read, already"));
      return;
    }
    actual.onSubscribe(this);
    // Only now, so that no signal can come before onSubscribe has returned.
    subscriber = actual;
    wire.execute(this::drain);
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      requested.accumulateAndGet(n, Operators::addCap);
      wire.execute(this::drain);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    wire.execute(this::drain);
  }

  /** Adds bytes that belong to the stream from now on. */
  void push(ByteBuffer bytes) {
    if (!terminated && !cancelled) {
      queue.add(bytes);
      drain();
    }
  }

  /** Ends the stream, with an error or without, behind what is queued. */
  void end(@Nullable Throwable cause) {
    if (!terminated) {
      terminated = true;
      failure = cause;
      drain();
    }
  }

  private void drain() {
    if (draining || finished) {
      return;
    }
    draining = true;
    try {
      while (deliver()) {
        // Each round hands on one buffer; demand may have changed by then.
      }
    } finally {
      draining = false;
    }
  }

  /** Hands on one buffer or the end; false if there is nothing to do now. */
  private boolean deliver() {
    if (cancelled) {
      finished = true;
      queue.clear();
      if (!terminated) {
        source.cancelled();
      }
      return false;
    }
    CoreSubscriber<? super ByteBuffer> actual = subscriber;
    if (actual == null) {
      return false;
    }
    if (queue.isEmpty() && terminated) {
      finished = true;
      if (failure == null) {
        actual.onComplete();
      } else {
        actual.onError(failure);
      }
      return false;
    }
    if (requested.get() == 0) {
      return false;
    }
    ByteBuffer next = queue.poll();
    if (next == null) {
      source.more();
      return false;
    }
    if (requested.get() != Long.MAX_VALUE) {
      requested.decrementAndGet();
    }
    actual.onNext(next);
    return true;
  }
}
