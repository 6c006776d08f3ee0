package dev.fairlead.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The pauses between attempts: each up to twice as long as the one before, and by half a matter of
 * chance, so that many who lost the same daemon do not all come back at once.
 *
 * @param firstMillis the longest that the first pause may be
 * @param longestMillis the longest that any may be
 * @param random decides how long each is
 */
record Backoff(long firstMillis, long longestMillis, RandomGenerator random) {

  private static final int DOUBLINGS = 20;

  /** Between 25 and 50 milliseconds at first, and between half a second and one at last. */
  static Backoff standard() {
    return new Backoff(50, 1000, () -> ThreadLocalRandom.current().nextLong());
  }

  /**
   * The pause before an attempt.
   *
   * @param before how many there were already, 0 or more
   */
  Duration pause(int before) {
    long longest = Math.min(longestMillis, firstMillis << Math.min(before, DOUBLINGS));
    return Duration.ofMillis(longest / 2 + random.nextLong(longest / 2 + 1));
  }
}
