package dev.fairlead.app.docs;

import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The table of capabilities against a real Docker Engine. */
class CapabilitiesTableIT {

  @Test
  void dockerColumnIsWhatTheBackendDeclares() throws IOException {
    RuntimeSelection docker = RuntimeSelection.named("docker").at(RealRuntime.docker());

    Capabilities declared =
        Mono.usingWhen(
                RuntimeKernel.builder().probeDeadline(Duration.ofSeconds(10)).build().open(docker),
                runtime -> Mono.just(runtime.capabilities()),
                runtime -> runtime.close())
            .block(Duration.ofSeconds(20));

    CapabilitiesTable.check("docker", declared);
  }
}
