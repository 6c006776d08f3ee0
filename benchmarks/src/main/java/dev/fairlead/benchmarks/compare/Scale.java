package dev.fairlead.benchmarks.compare;

/** How much work there is in a round. */
enum Scale {
  /** Enough to measure. */
  FULL(160, 5, 3_000_000_000L, 512, 100_000),
  /** Enough to see that it works. */
  SMOKE(1, 1, 300_000_000L, 4, 1000),
  /** What a real daemon does in some seconds. */
  REAL(1, 4, 0, 0, 0);

  private static final int LINES = 8192;

  private final int logs;
  private final int rounds;
  private final long followNanos;
  private final int mebibytes;
  private final int messages;

  Scale(int logs, int rounds, long followNanos, int mebibytes, int messages) {
    this.logs = logs;
    this.rounds = rounds;
    this.followNanos = followNanos;
    this.mebibytes = mebibytes;
    this.messages = messages;
  }

  int rounds() {
    return rounds;
  }

  long lines() {
    return 8L * logs * LINES;
  }

  /** 8 s or so at a megabyte in a second. */
  long slowLines() {
    return this == FULL ? 10L * LINES : LINES;
  }

  long followNanos() {
    return followNanos;
  }

  int mebibytes() {
    return mebibytes;
  }

  int messages() {
    return messages;
  }

  int calls(Call call, int full) {
    if (this == REAL) {
      return call == Call.EXEC ? 12 : call == Call.LIFECYCLE ? 5 : 800;
    }
    return this == FULL ? full : Math.max(1, full / 100);
  }

  int follows(int full) {
    return this == FULL ? full : Math.min(full, 20);
  }
}
