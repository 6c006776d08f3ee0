package dev.fairlead.spi.container;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a container lives and ends.
 *
 * @param restartPolicy whether it is started again after its end
 * @param healthCheck how it is found to be well; empty for the image's own
 * @param stopSignal what asks it to end; empty for the image's own
 * @param stopGrace how long it may take to end; empty for the runtime's default
 * @param autoRemove whether it is removed after its end
 * @param init whether a small init process reaps orphans and passes signals on
 */
public record LifecycleSpec(
    RestartPolicy restartPolicy,
    Optional<HealthCheck> healthCheck,
    Optional<Signal> stopSignal,
    Optional<Duration> stopGrace,
    boolean autoRemove,
    boolean init) {

  /** Checks that the parts fit together. */
  public LifecycleSpec {
    Objects.requireNonNull(healthCheck, "healthCheck");
    Objects.requireNonNull(stopSignal, "stopSignal");
    Objects.requireNonNull(stopGrace, "stopGrace");
    if (autoRemove && restartPolicy.mode() != RestartPolicy.Mode.NO) {
      throw new IllegalArgumentException(
          "a container cannot both remove itself after its end and be restarted");
    }
  }
}
