package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Health;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Health checks on a Podman that no systemd runs beside: whoever asks for the health makes them.
 */
class HealthChecksIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ContainerId name = ContainerId.of("fairlead-health-" + UUID.randomUUID());
  private Backend backend;

  @BeforeEach
  void aRealServiceIsThere() {
    backend =
        get(
            new PodmanProvider()
                .open(Endpoint.of(RealRuntime.podman()), BackendOptions.defaults()));
  }

  @AfterEach
  void nothingIsLeft() {
    backend.containers().remove(name, RemoveOptions.force()).block(PATIENCE);
    backend.close().block(PATIENCE);
  }

  private static <T> T get(Mono<T> step) {
    return step.block(PATIENCE);
  }

  private ContainerSpec spec(HealthCheck check) {
    return ContainerSpec.builder("busybox")
        .name(name.value())
        .command("sleep", "600")
        .healthCheck(check)
        .build();
  }

  private static HealthCheck every(Duration interval, int retries) {
    return new HealthCheck(
        List.of("test -e /well && echo fine || { echo ill; exit 1; }"),
        HealthCheck.Form.SHELL,
        Optional.of(interval),
        Optional.of(Duration.ofSeconds(20)),
        Optional.empty(),
        OptionalInt.of(retries));
  }

  private void start(HealthCheck check) {
    get(backend.containers().create(spec(check), PlanMode.STRICT));
    backend.containers().start(name).block(PATIENCE);
  }

  private HealthReport health() {
    return get(backend.containers().health(name));
  }

  private HealthReport healthOnceItIs(Health wanted) {
    return get(
        Mono.defer(() -> backend.containers().health(name))
            .filter(report -> report.health() == wanted)
            .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(100))));
  }

  private void execute(String... command) {
    get(
        Mono.usingWhen(
            backend.containers().exec(name, ExecSpec.of(command)),
            process -> process.exit(),
            process -> process.close()));
  }

  @Test
  void checksAreMadeWhenTheirTimeHasComeAndSomebodyAsks() {
    start(every(Duration.ofSeconds(1), 2));

    HealthReport ill = healthOnceItIs(Health.UNHEALTHY);
    assertThat(ill.failingStreak()).isGreaterThanOrEqualTo(2);
    assertThat(ill.last().orElseThrow().output()).contains("ill");

    execute("touch", "/well");
    HealthReport well = healthOnceItIs(Health.HEALTHY);
    assertThat(well.failingStreak()).isZero();
    assertThat(well.last().orElseThrow().output()).contains("fine");
    assertThat(get(backend.containers().inspect(name)).health()).contains(Health.HEALTHY);
  }

  @Test
  void noCheckIsMadeBeforeItsTimeNorAfterTheEnd() {
    start(every(Duration.ofHours(1), 1));

    assertThat(health().checks()).hasSize(1);
    assertThat(health().checks()).hasSize(1);

    backend.containers().kill(name, Signal.KILL).block(PATIENCE);
    get(backend.containers().waitFor(name, WaitCondition.NOT_RUNNING));
    assertThat(health().checks()).hasSize(1);
  }

  @Test
  void thePlanSaysSo() {
    ContainerSpec spec = spec(every(Duration.ofSeconds(1), 1));
    assertThat(get(backend.plan(spec)).fields())
        .filteredOn(field -> field.disposition() == Disposition.APPROXIMATED)
        .singleElement()
        .satisfies(field -> assertThat(field.detail()).contains("somebody asks"));
  }
}
