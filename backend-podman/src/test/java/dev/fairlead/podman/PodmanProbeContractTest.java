package dev.fairlead.podman;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.tck.ProbeContract;
import dev.fairlead.testing.RealRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PodmanProbeContractTest extends ProbeContract {

  @TempDir Path empty;

  @BeforeEach
  void needsPodman() {
    RealRuntime.podman();
  }

  @Override
  protected BackendProvider provider() {
    return new PodmanProvider();
  }

  @Override
  protected ProbeContext here() {
    return new ProbeContext(
        Map.of("CONTAINER_HOST", RealRuntime.podman().toString()),
        empty,
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(3),
        empty);
  }
}
