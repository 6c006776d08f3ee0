package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real Podman of a user without rights tells of what its containers use. */
class RootlessMeasuringIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More than a sleeping busybox needs anywhere, less than all that runs beside it. */
  private static final long LITTLE_BYTES = 64 << 20;

  private final ContainerId id =
      ContainerId.of("fairlead-stats-" + UUID.randomUUID().toString().substring(0, 8));

  private Backend backend;

  @BeforeEach
  void aRealServiceIsThere() {
    Endpoint endpoint = Endpoint.of(RealRuntime.rootlessPodman());
    backend = new PodmanProvider().open(endpoint, BackendOptions.defaults()).block(PATIENCE);
  }

  @AfterEach
  void nothingIsLeft() {
    backend.containers().remove(id, RemoveOptions.force()).block(PATIENCE);
    backend.close().block(PATIENCE);
  }

  /**
   * Without control groups of its own, Podman 4.3 tells the memory of the group it is in itself.
   */
  @Test
  void whatIsToldIsTheContainersOrItIsRefused() {
    ContainerSpec spec =
        ContainerSpec.builder("busybox").name(id.value()).command("sleep", "600").build();
    backend.containers().create(spec, PlanMode.STRICT).block(PATIENCE);
    backend.containers().start(id).block(PATIENCE);

    if (backend.capabilities().has(Capability.STATS)) {
      ContainerStats sample =
          backend.containers().stats(id, StatsMode.ONE_SHOT).blockLast(PATIENCE);
      assertThat(sample.memoryBytes().orElseThrow()).isBetween(1L, LITTLE_BYTES);
    } else {
      assertThat(backend.capabilities().absence(Capability.STATS))
          .hasValueSatisfying(reason -> assertThat(reason).contains("control groups"));
      for (StatsMode mode : StatsMode.values()) {
        assertThatExceptionOfType(OperationUnsupportedException.class)
            .isThrownBy(() -> backend.containers().stats(id, mode).blockLast(PATIENCE));
      }
    }
  }
}
