package dev.fairlead.app.docs;

import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The table of capabilities against real runtimes. */
class CapabilitiesTableIT {

  @Test
  void dockerColumnIsWhatTheBackendDeclares() throws IOException {
    CapabilitiesTable.check(
        "docker", declared(RuntimeSelection.named("docker").at(RealRuntime.docker())));
  }

  @Test
  void podmanColumnIsWhatTheBackendDeclares() throws IOException {
    CapabilitiesTable.check(
        "podman", declared(RuntimeSelection.named("podman").at(RealRuntime.podman())));
  }

  private static Capabilities declared(RuntimeSelection selection) {
    return Mono.usingWhen(
            RuntimeKernel.builder().probeDeadline(Duration.ofSeconds(10)).build().open(selection),
            runtime -> Mono.just(runtime.capabilities()),
            runtime -> runtime.close())
        .block(Duration.ofSeconds(20));
  }
}
