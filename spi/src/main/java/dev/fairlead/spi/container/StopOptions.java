package dev.fairlead.spi.container;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a container is stopped.
 *
 * @param signal what it is asked with; empty for the container's own stop signal, else {@code
 *     SIGTERM}
 * @param grace how long it may take before it is killed, 0 or more; empty for the container's own,
 *     else 10 seconds
 */
public record StopOptions(Optional<Signal> signal, Optional<Duration> grace) {

  /** How long a container may take that says nothing of it. */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** Checks. */
  public StopOptions {
    Objects.requireNonNull(signal, "signal");
    grace.ifPresent(
        value -> {
          if (value.isNegative()) {
            throw new IllegalArgumentException("a grace period cannot be negative");
          }
        });
  }

  /**
   * As the container itself says.
   *
   * @return the options
   */
  public static StopOptions defaults() {
    return new StopOptions(Optional.empty(), Optional.empty());
  }

  /**
   * These options with a grace period.
   *
   * @param value how long, 0 or more
   * @return a copy
   */
  public StopOptions withGrace(Duration value) {
    return new StopOptions(signal, Optional.of(value));
  }

  /**
   * These options with a signal.
   *
   * @param value the signal
   * @return a copy
   */
  public StopOptions withSignal(Signal value) {
    return new StopOptions(Optional.of(value), grace);
  }
}
