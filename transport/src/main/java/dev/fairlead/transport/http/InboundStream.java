package dev.fairlead.transport.http;

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
 * demand is left and nothing is queued, so what waits here unconsumed came with at most one read.
 */
final class InboundStream<T> extends Flux<T> implements Subscription {

  /** Who fills the stream. */
  interface Source {
    /** Somebody waits for more. Called on the event loop. */
    void more();

    /** Nobody reads any more. Called on the event loop, once, and not after the end. */
    void cancelled();
  }

  private final Wire wire;
  private final Source source;
  private final Queue<T> queue = new ArrayDeque<>(2);
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final AtomicLong requested = new AtomicLong();
  private volatile @Nullable CoreSubscriber<? super T> subscriber;
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
  public void subscribe(CoreSubscriber<? super T> actual) {
    if (!claim()) {
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

  /** Whether nobody wants anything any more. Any thread. */
  boolean isCancelled() {
    return cancelled;
  }

  /** Adds what belongs to the stream from now on. */
  void push(T value) {
    add(value);
    signal();
  }

  /** Adds what is handed on at once if it is wanted, and by the next {@link #signal} otherwise. */
  void add(T value) {
    if (terminated || cancelled) {
      return;
    }
    CoreSubscriber<? super T> actual = subscriber;
    if (draining || actual == null || requested.get() == 0 || !queue.isEmpty()) {
      queue.add(value);
      return;
    }
    draining = true;
    try {
      handOn(actual, value);
    } finally {
      draining = false;
    }
  }

  private void handOn(CoreSubscriber<? super T> actual, T value) {
    if (requested.get() != Long.MAX_VALUE) {
      requested.decrementAndGet();
    }
    actual.onNext(value);
  }

  /** Hands on what is there as far as it is wanted, and asks for more if more is. */
  void signal() {
    drain();
  }

  /** Takes the place of a subscriber; false if there is one, or was. */
  boolean claim() {
    return subscribed.compareAndSet(false, true);
  }

  /** The next of what nobody was handed yet, or null. For whoever has claimed the stream. */
  @Nullable T poll() {
    return queue.poll();
  }

  /** Whether the end has come, which {@link #failure} tells more of. */
  boolean terminated() {
    return terminated;
  }

  @Nullable Throwable failure() {
    return failure;
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
        // Each round hands on one value; demand may have changed by then.
      }
    } finally {
      draining = false;
    }
  }

  /** Hands on one value or the end; false if there is nothing to do now. */
  private boolean deliver() {
    if (cancelled) {
      finished = true;
      queue.clear();
      if (!terminated) {
        source.cancelled();
      }
      return false;
    }
    CoreSubscriber<? super T> actual = subscriber;
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
    T next = queue.poll();
    if (next == null) {
      source.more();
      // Asking may have brought the end at once.
      return terminated;
    }
    handOn(actual, next);
    return true;
  }
}
