package dev.fairlead.benchmarks.compare;

import java.util.concurrent.atomic.AtomicLong;

/** A reader's own speed. */
final class Pace {

  private final double bytesPerNano;
  private final long begin = System.nanoTime();
  private final AtomicLong taken = new AtomicLong();

  Pace(long bytesPerSecond) {
    bytesPerNano = bytesPerSecond / 1e9;
  }

  /** Takes bytes, and says for how many nanoseconds nothing more is wanted. */
  long take(int bytes) {
    long due = begin + (long) (taken.addAndGet(bytes) / bytesPerNano);
    return Math.max(0, due - System.nanoTime());
  }

  long taken() {
    return taken.get();
  }
}
