package dev.fairlead.transport.http;

import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What an event loop is to do at some time. On the loop, unless said otherwise. */
final class Alarms {

  /** So many given-up times are not worth looking for. */
  private static final int FEW = 64;

  private final PriorityQueue<Alarm> waiting = new PriorityQueue<>();
  private final AtomicInteger cancelled = new AtomicInteger();

  /** Something that is due at some time. Any thread may cancel it. */
  final class Alarm extends FutureTask<Void> implements Comparable<Alarm> {

    private final long dueNanos;

    private Alarm(Runnable task, long dueNanos) {
      super(task, null);
      this.dueNanos = dueNanos;
    }

    @Override
    protected void done() {
      if (isCancelled()) {
        cancelled.incrementAndGet();
      }
    }

    @Override
    public int compareTo(Alarm other) {
      return Long.signum(dueNanos - other.dueNanos);
    }
  }

  /** One that is still to be added. Any thread. */
  Alarm make(Runnable task, long dueNanos) {
    return new Alarm(task, dueNanos);
  }

  void add(Alarm alarm) {
    if (cancelled.get() > FEW && cancelled.get() > waiting.size() / 2) {
      cancelled.set(0);
      waiting.removeIf(Future::isCancelled);
    }
    waiting.add(alarm);
  }

  /** In milliseconds, 0 for no end, as a selector takes it. */
  long millisUntilNext() {
    Alarm next = waiting.peek();
    if (next == null) {
      return 0;
    }
    long nanos = next.dueNanos - System.nanoTime();
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  /** Takes one that is due; null if none is. */
  @Nullable Runnable due(long nowNanos) {
    Alarm next = waiting.peek();
    return next == null || next.dueNanos - nowNanos > 0 ? null : waiting.poll();
  }
}
