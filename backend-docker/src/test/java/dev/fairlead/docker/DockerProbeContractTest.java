package dev.fairlead.docker;

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

class DockerProbeContractTest extends ProbeContract {

  @TempDir Path empty;

  @BeforeEach
  void needsDocker() {
    RealRuntime.docker();
  }

  @Override
  protected BackendProvider provider() {
    return new DockerProvider();
  }

  @Override
  protected ProbeContext here() {
    return new ProbeContext(
        Map.of("DOCKER_HOST", RealRuntime.docker().toString()),
        empty,
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(3),
        empty);
  }
}
