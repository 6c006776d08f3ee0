package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/** A bounded number of turns, given in the order in which they were asked for. */
final class Permits {

  private final int maxWaiting;
  private final Duration timeout;
  private final Scheduler timer;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private final int total;
  private int free;

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

  private static final class Waiter {

    private final MonoSink<Permit> sink;
    private @Nullable Permit granted;

    Waiter(MonoSink<Permit> sink) {
      this.sink = sink;
    }
  }

  /** A turn, as soon as there is one; an error of kind {@code BUSY} if that takes too long. */
  Mono<Permit> acquire(String where) {
    return Mono.defer(
        () -> {
          synchronized (waiting) {
            if (free > 0) {
              free--;
              return Mono.just(new Permit());
            }
            if (waiting.size() >= maxWaiting) {
              return Mono.error(busy(where, waiting.size() + " calls are waiting for one already"));
            }
          }
          return Mono.<Permit>create(this::enqueue)
              .timeout(
                  timeout,
                  Mono.error(
                      () -> busy(where, "none became free within " + timeout.toMillis() + " ms")),
                  timer);
        });
  }

  private TransportException busy(String where, String what) {
    return TransportException.at(
        where, Kind.BUSY, "all " + total + " control connections are in use, and " + what, null);
  }

  private void enqueue(MonoSink<Permit> sink) {
    Waiter waiter = new Waiter(sink);
    sink.onCancel(() -> abandon(waiter));
    Permit permit = null;
    synchronized (waiting) {
      if (free > 0) {
        free--;
        permit = new Permit();
        waiter.granted = permit;
      } else {
        waiting.add(waiter);
      }
    }
    if (permit != null) {
      sink.success(permit);
    }
  }

  private void abandon(Waiter waiter) {
    Permit granted;
    synchronized (waiting) {
      waiting.remove(waiter);
      granted = waiter.granted;
    }
    if (granted != null) {
      granted.release();
    }
  }

  private void returnOne() {
    Waiter next;
    Permit permit = null;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        free++;
      } else {
        permit = new Permit();
        next.granted = permit;
      }
    }
    if (next != null) {
      next.sink.success(permit);
    }
  }
}
