package dev.fairlead.core.policy;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a runtime adds to each call of its backend.
 *
 * @param owner who owns what is made: the label {@link dev.fairlead.spi.container.Ownership#OWNER}
 *     of containers, volumes and networks that have none: 1 to 63 letters, digits, '_', '.' or '-'.
 *     Empty to leave it to the backend
 * @param callTimeout how long a call may take, with all its retries; beside the backend's own
 *     deadline, and best longer than that, since the backend knows more of what it waited for.
 *     Stopping has the grace period in addition. Waits, logs, attached streams, builds and other
 *     calls that last as long as their work are not limited by it
 * @param longCallTimeout the same for calls in which a runtime waits for something itself: starts,
 *     with the placing, pulling and booting that some do first, and stops by the container's own
 *     grace period
 * @param transferSilence how long a transfer may stand still while somebody wants more of it
 * @param retry how calls are repeated
 */
public record RuntimePolicies(
    Optional<String> owner,
    Duration callTimeout,
    Duration longCallTimeout,
    Duration transferSilence,
    RetryPolicy retry) {

  private static final RuntimePolicies DEFAULTS =
      new RuntimePolicies(
          Optional.empty(),
          Duration.ofSeconds(40),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          RetryPolicy.defaults());

  /** Checks. */
  public RuntimePolicies {
    Objects.requireNonNull(retry, "retry");
    owner.ifPresent(RuntimePolicies::checkOwner);
    positive(callTimeout, "call timeout");
    positive(longCallTimeout, "long call timeout");
    positive(transferSilence, "transfer silence");
  }

  /**
   * No owner of its own, 40 seconds for a call, 10 minutes for a long one, 5 minutes of silence for
   * a transfer, the default retries.
   *
   * @return the policies
   */
  public static RuntimePolicies defaults() {
    return DEFAULTS;
  }

  /**
   * These policies with an owner.
   *
   * @param value who owns what is made
   * @return a copy
   */
  public RuntimePolicies withOwner(String value) {
    return new RuntimePolicies(
        Optional.of(value), callTimeout, longCallTimeout, transferSilence, retry);
  }

  /**
   * These policies with another limit for calls.
   *
   * @param value how long a call may take
   * @return a copy
   */
  public RuntimePolicies withCallTimeout(Duration value) {
    return new RuntimePolicies(owner, value, longCallTimeout, transferSilence, retry);
  }

  /**
   * These policies with another limit for long calls.
   *
   * @param value how long a long call may take
   * @return a copy
   */
  public RuntimePolicies withLongCallTimeout(Duration value) {
    return new RuntimePolicies(owner, callTimeout, value, transferSilence, retry);
  }

  /**
   * These policies with another limit for transfers.
   *
   * @param value how long a transfer may stand still
   * @return a copy
   */
  public RuntimePolicies withTransferSilence(Duration value) {
    return new RuntimePolicies(owner, callTimeout, longCallTimeout, value, retry);
  }

  /**
   * These policies with other retries.
   *
   * @param value how calls are repeated
   * @return a copy
   */
  public RuntimePolicies withRetry(RetryPolicy value) {
    return new RuntimePolicies(owner, callTimeout, longCallTimeout, transferSilence, value);
  }

  private static void checkOwner(String value) {
    if (!value.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' cannot be an owner: it needs 1 to 63 letters, digits, '_', '.' or '-', and a"
              + " letter or digit at both ends");
    }
  }

  private static void positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("the " + what + " must be positive, but is " + value);
    }
  }
}
