package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Health;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import java.util.Locale;
import reactor.core.publisher.Mono;

/** Looks at the health that the runtime tells. An unhealthy container may still come right. */
final class HealthProbe implements Probe {

  private static final String SAYS_SO = "its health check says so";

  private final ContainerRuntime runtime;

  HealthProbe(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public Mono<Look> look(ContainerInfo info) {
    if (info.health().isEmpty()) {
      return info.state() == ContainerState.RUNNING
          ? Mono.error(() -> noCheck(info))
          : Mono.just(Look.notYet("it is " + info.nativeState()));
    }
    Health health = info.health().get();
    if (health == Health.HEALTHY) {
      return Mono.just(Look.ready(SAYS_SO));
    }
    String word = word(health);
    return runtime.capabilities().has(Capability.HEALTH_CHECK)
        ? runtime
            .containers()
            .health(info.id())
            .map(HealthProbe::look)
            .defaultIfEmpty(Look.notYet(word))
        : Mono.just(Look.notYet(word));
  }

  /** Asking may have made a check, so that it is well by now. */
  private static Look look(HealthReport report) {
    return report.health() == Health.HEALTHY
        ? Look.ready(SAYS_SO)
        : Look.notYet(word(report.health()) + details(report));
  }

  private static String word(Health health) {
    return "its health is " + health.name().toLowerCase(Locale.ROOT);
  }

  private static String details(HealthReport report) {
    return report
        .last()
        .map(
            check ->
                ", and the last check "
                    + (check.exitCode().isPresent()
                        ? "ended with " + check.exitCode().getAsInt()
                        : "did not end in time")
                    + ": '"
                    + LogSearch.shortened(check.output().strip())
                    + "'")
        .orElse(", and no check has ended yet");
  }

  private ConflictException noCheck(ContainerInfo info) {
    return new ConflictException(
        ErrorContext.of(runtime.id(), "wait until container " + info.name() + " is healthy")
            .withResource(info.name())
            .withRemedy("--health-cmd when it is run, or wait for something else"),
        "it has no health check",
        null);
  }
}
