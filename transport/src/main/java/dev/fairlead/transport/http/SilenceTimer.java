package dev.fairlead.transport.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long the server may take for the head of its response while it is its turn. What it sends
 * before the end of that head does not count: it could go on so for ever. Event loop only.
 */
final class SilenceTimer {

  private final Wire wire;
  private final long limitNanos;
  private final BooleanSupplier ownTurn;
  private final Runnable expired;
  private boolean running;
  private long movedNanos;

  /**
   * Creates a timer, which {@link #start} sets going.
   *
   * @param ownTurn whether it is this side that is silent
   * @param expired runs once, when the server has been silent for too long
   */
  SilenceTimer(Wire wire, Duration limit, BooleanSupplier ownTurn, Runnable expired) {
    this.wire = wire;
    this.limitNanos = limit.toNanos();
    this.ownTurn = ownTurn;
    this.expired = expired;
  }

  void start() {
    moved();
    running = true;
    arm(limitNanos);
  }

  /** Something went out. */
  void moved() {
    movedNanos = System.nanoTime();
  }

  void stop() {
    if (running) {
      running = false;
      wire.clock().clear();
    }
  }

  private void arm(long delayNanos) {
    wire.clock().set(this::check, delayNanos);
  }

  private void check() {
    long left = limitNanos - (System.nanoTime() - movedNanos);
    if (ownTurn.getAsBoolean()) {
      arm(limitNanos);
    } else if (left > 0) {
      arm(left);
    } else {
      running = false;
      expired.run();
    }
  }
}
