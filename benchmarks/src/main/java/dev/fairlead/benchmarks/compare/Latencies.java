package dev.fairlead.benchmarks.compare;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Durations of one round; those beyond a million are not kept. Any thread. */
final class Latencies {

  private static final int KEPT = 1 << 20;

  private final long[] nanos = new long[KEPT];
  private final AtomicInteger count = new AtomicInteger();

  void add(long duration) {
    int at = count.getAndIncrement();
    if (at < KEPT) {
      nanos[at] = duration;
    }
  }

  void clear() {
    count.set(0);
  }

  int count() {
    return count.get();
  }

  /** The duration that so many percent do not exceed, in microseconds; NaN without any. */
  double micros(double percent) {
    int known = Math.min(KEPT, count.get());
    if (known == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, known);
    Arrays.sort(sorted);
    return sorted[Math.min(known - 1, (int) (known * percent / 100))] / 1e3;
  }
}
