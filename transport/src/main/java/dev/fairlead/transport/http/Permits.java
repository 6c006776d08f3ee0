package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/** A bounded number of turns, given in the order in which they were asked for. */
final class Permits {

  private final int total;
  private final int maxWaiting;
  private final Duration timeout;
  private final Scheduler timer;

  /** Guards itself, the number of free turns, and which turn a waiter got. */
  private final Deque<Waiter> waiting = new ArrayDeque<>();

  private int free;

  /** Those who got a turn and are still to be told. */
  private final Queue<Waiter> granted = new ConcurrentLinkedQueue<>();

  private final AtomicInteger telling = new AtomicInteger();

  Permits(int total, int maxWaiting, Duration timeout, Scheduler timer) {
    this.total = total;
    this.free = total;
    this.maxWaiting = maxWaiting;
    this.timeout = timeout;
    this.timer = timer;
  }

  /** One turn. */
  final class Permit {

    private final AtomicBoolean released = new AtomicBoolean();

    /** Ends the turn. Idempotent. */
    void release() {
      if (released.compareAndSet(false, true)) {
        returnOne();
      }
    }
  }

  /**
   * A turn, as soon as there is one; an error of kind {@code BUSY} if that takes too long.
   *
   * <p>Cancelling gives the turn back, even if it is just being delivered: so whoever uses a turn
   * must not cancel its delivery afterwards, as {@code usingWhen} never does.
   */
  Mono<Permit> acquire(Supplier<String> where) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Permit> actual) {
        actual.onSubscribe(new Waiter(where, actual));
      }
    };
  }

  private TransportException busy(Supplier<String> where, String what) {
    return TransportException.at(
        where.get(),
        Kind.BUSY,
        "all " + total + " control connections are in use, and " + what,
        null);
  }

  private void returnOne() {
    Waiter next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        free++;
        return;
      }
      next.granted = new Permit();
    }
    granted.add(next);
    // One after the other and not one inside the other: a turn may end while it is being delivered.
    if (telling.getAndIncrement() == 0) {
      do {
        Waiter told = granted.poll();
        if (told != null) {
          told.deliver();
        }
      } while (telling.decrementAndGet() != 0);
    }
  }

  private final class Waiter implements Subscription {

    private final Supplier<String> where;
    private final CoreSubscriber<? super Permit> actual;
    private final AtomicBoolean asked = new AtomicBoolean();
    private @Nullable Permit granted;
    private boolean ended;
    private volatile @Nullable Disposable expiry;

    Waiter(Supplier<String> where, CoreSubscriber<? super Permit> actual) {
      this.where = where;
      this.actual = actual;
    }

    @Override
    public void request(long n) {
      if (!Operators.validate(n) || !asked.compareAndSet(false, true)) {
        return;
      }
      TransportException refusal = null;
      boolean now = false;
      synchronized (waiting) {
        if (ended) {
          return;
        }
        if (free > 0) {
          free--;
          granted = new Permit();
          now = true;
        } else if (waiting.size() >= maxWaiting) {
          ended = true;
          refusal = busy(where, waiting.size() + " calls are waiting for one already");
        } else {
          waiting.add(this);
        }
      }
      if (refusal != null) {
        actual.onError(refusal);
      } else if (now) {
        deliver();
      } else {
        expireLater();
      }
    }

    private void expireLater() {
      Disposable scheduled = timer.schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
      expiry = scheduled;
      synchronized (waiting) {
        if (granted == null && !ended) {
          return;
        }
      }
      scheduled.dispose();
    }

    private void expire() {
      synchronized (waiting) {
        if (granted != null || ended) {
          return;
        }
        ended = true;
        waiting.remove(this);
      }
      actual.onError(busy(where, "none became free within " + timeout.toMillis() + " ms"));
    }

    /** Hands the granted turn over; a turn whose receiver has cancelled is back already. */
    void deliver() {
      disarm();
      Permit permit = granted;
      if (permit != null) {
        actual.onNext(permit);
        actual.onComplete();
      }
    }

    @Override
    public void cancel() {
      Permit permit;
      synchronized (waiting) {
        ended = true;
        waiting.remove(this);
        permit = granted;
      }
      disarm();
      if (permit != null) {
        permit.release();
      }
    }

    private void disarm() {
      Disposable scheduled = expiry;
      if (scheduled != null) {
        scheduled.dispose();
      }
    }
  }
}
