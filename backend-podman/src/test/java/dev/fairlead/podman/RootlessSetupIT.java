package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said of the machine that a real Podman of a user without rights runs on. */
class RootlessSetupIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void theMachineOfARealOneHasWhatItNeeds() throws IOException {
    ProbeContext machine =
        ProbeContext.ofThisMachine()
            .withExplicitHost(RealRuntime.rootlessPodman())
            .withDeadline(Duration.ofSeconds(30));
    Candidate found = new PodmanProvider().probe(machine).blockLast(PATIENCE);

    String user = Files.getOwner(Path.of(RealRuntime.rootlessPodman().getPath())).getName();
    assertThat(found).isNotNull();
    assertThat(found.flavour()).hasValueSatisfying(name -> assertThat(name).contains("rootless"));
    assertThat(found.remedy()).isEmpty();
    String said =
        found.evidence().stream()
            .map(one -> one.tried() + " -> " + one.found())
            .collect(Collectors.joining("\n"));
    assertThat(said)
        .contains(user + " has 65536 user ids and 65536 group ids")
        .containsPattern("newuidmap -> /.*/newuidmap, with the rights of root")
        .containsPattern("newgidmap -> /.*/newgidmap, with the rights of root")
        .contains("net.ipv4.ip_unprivileged_port_start -> ports ")
        .contains("host-gateway -> host.containers.internal is an address of this machine")
        .contains("volumes -> what " + user + " mounts is of root inside");
  }
}
