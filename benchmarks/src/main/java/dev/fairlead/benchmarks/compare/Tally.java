package dev.fairlead.benchmarks.compare;

import org.jspecify.annotations.Nullable;

/**
 * Counts a log and checks it. What counts is output that its receiver may keep: the last piece is
 * kept, so that no compiler can do without it. One thread at a time.
 */
final class Tally {

  /** What the daemon writes at a time. */
  static final int LINE_BYTES = 100;

  private long pieces;
  private long bytes;
  private long split;
  private long sum;
  private @Nullable Object kept;

  /** A piece of output, which its receiver owns. */
  void piece(Object owned, int length, byte first, byte last) {
    pieces++;
    bytes += length;
    sum += first;
    if (length % LINE_BYTES != 0 || last != '\n') {
      split++;
    }
    kept = owned;
  }

  long bytes() {
    return bytes;
  }

  /** How many pieces do not end with a line. */
  long split() {
    return split;
  }

  /** Fails unless everything was read. */
  void require(long expected) {
    if (bytes != expected || pieces == 0 || sum == 0 || kept == null) {
      throw new IllegalStateException(
          "read " + bytes + " bytes in " + pieces + " pieces where " + expected + " were written");
    }
  }
}
