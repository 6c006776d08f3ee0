package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a container is found to be well. */
final class HealthOptions {

  @Option(
      names = "--health-cmd",
      paramLabel = "COMMAND",
      description = "One line for the image's shell.")
  @Nullable String command;

  @Option(names = "--health-interval", paramLabel = "DURATION", description = "Between checks.")
  @Nullable String interval;

  @Option(names = "--health-timeout", paramLabel = "DURATION", description = "For one check.")
  @Nullable String timeout;

  @Option(
      names = "--health-start-period",
      paramLabel = "DURATION",
      description = "During which failures do not count.")
  @Nullable String startPeriod;

  @Option(names = "--health-retries", paramLabel = "N", description = "Failures that mean unwell.")
  @Nullable Integer retries;

  @Option(names = "--no-healthcheck", description = "Switch off the image's own check.")
  boolean none;

  void addTo(ContainerSpecBuilder spec) {
    if (retries != null && retries < 0) {
      throw new IllegalArgumentException("--health-retries cannot be negative, but is " + retries);
    }
    if (none) {
      spec.healthCheck(HealthCheck.disabled());
    } else if (command != null) {
      spec.healthCheck(
          new HealthCheck(
              List.of(command),
              HealthCheck.Form.SHELL,
              duration(interval),
              duration(timeout),
              duration(startPeriod),
              retries == null ? OptionalInt.empty() : OptionalInt.of(retries)));
    } else if (interval != null || timeout != null || startPeriod != null || retries != null) {
      throw new IllegalArgumentException("the --health options need --health-cmd");
    }
  }

  private static Optional<Duration> duration(@Nullable String text) {
    return Optional.ofNullable(text).map(DurationSyntax::duration);
  }
}
