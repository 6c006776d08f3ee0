package dev.fairlead.benchmarks.compare;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Durations of one round; those beyond what there is room for are not kept. Any thread. */
final class Latencies {

  private static final int KEPT = 1 << 20;

  private final long[] nanos;
  private final AtomicInteger count = new AtomicInteger();

  /** Keeps a million. */
  Latencies() {
    this(KEPT);
  }

  private Latencies(int kept) {
    nanos = new long[kept];
  }

  /** Keeps none, where their memory would be more than what is measured. */
  static Latencies none() {
    return new Latencies(0);
  }

  void add(long duration) {
    int at = count.getAndIncrement();
    if (at < nanos.length) {
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
    int known = Math.min(nanos.length, count.get());
    if (known == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, known);
    Arrays.sort(sorted);
    return sorted[Math.min(known - 1, (int) (known * percent / 100))] / 1e3;
  }
}
