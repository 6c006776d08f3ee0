package dev.fairlead.core.policy;

import java.time.Duration;

/**
 * How often and how soon a call is repeated. Only idempotent calls are, and only after errors that
 * may pass by themselves ({@link dev.fairlead.spi.error.RetryableException}).
 *
 * @param retries how often at most, after the first attempt; 0 for never
 * @param firstBackoff pause before the first retry, doubled before each further one
 * @param maximumBackoff the longest pause
 * @param jitter which part of each pause is left to chance, 0 to 1
 */
public record RetryPolicy(
    int retries, Duration firstBackoff, Duration maximumBackoff, double jitter) {

  private static final RetryPolicy DEFAULTS =
      new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(2), 0.5);

  /** Checks. */
  public RetryPolicy {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must be 0 or more, not " + retries);
    }
    if (firstBackoff.isNegative() || maximumBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException(
          "pauses must not be negative, and the longest not shorter than the first");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1, not " + jitter);
    }
  }

  /**
   * Three retries, after 0.1, 0.2 and 0.4 seconds, give or take a half.
   *
   * @return the policy
   */
  public static RetryPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * No retries.
   *
   * @return the policy
   */
  public static RetryPolicy never() {
    return new RetryPolicy(0, Duration.ZERO, Duration.ZERO, 0);
  }
}
