package dev.fairlead.transport.http;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One time of a wire at which something is to be done, set anew by each of its owners. The alarm
 * behind it goes on when a time is cleared, and rings for the next one: an alarm for each of many
 * short calls would cost more than the rest of what the loop does for them.
 */
final class WireClock {

  private final Wire wire;
  private @Nullable Runnable task;
  private long dueNanos;
  private @Nullable Future<?> alarm;
  private long alarmNanos;
  private boolean endsWithWire;

  WireClock(Wire wire) {
    this.wire = wire;
  }

  /** Does something as part of the wire's work after a while, instead of what was set before. */
  synchronized void set(Runnable next, long delayNanos) {
    task = next;
    dueNanos = System.nanoTime() + delayNanos;
    if (!endsWithWire) {
      endsWithWire = true;
      wire.whenClosed(this::stop);
    }
    Future<?> running = alarm;
    if (running == null || alarmNanos - dueNanos > 0) {
      if (running != null) {
        running.cancel(false);
      }
      arm(delayNanos);
    }
  }

  /** Does it no more. */
  synchronized void clear() {
    task = null;
  }

  private synchronized void stop() {
    task = null;
    Future<?> running = alarm;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void arm(long delayNanos) {
    alarmNanos = dueNanos;
    // By way of execute: the work may have changed hands since the alarm rang.
    alarm = wire.schedule(() -> wire.execute(this::ring), delayNanos);
  }

  private void ring() {
    Runnable due = takeDue();
    if (due != null) {
      due.run();
    }
  }

  private synchronized @Nullable Runnable takeDue() {
    long left = dueNanos - System.nanoTime();
    alarm = null;
    Runnable due = task;
    if (due == null) {
      return null;
    }
    if (left > 0) {
      arm(left);
      return null;
    }
    task = null;
    return due;
  }
}
