package dev.fairlead.podman;

import static dev.fairlead.podman.Machine.ending;
import static dev.fairlead.podman.Machine.evidence;
import static dev.fairlead.podman.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.OperatingSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The virtual machines of Podman on macOS, and the connections that lead into them. */
class MachinesTest {

  private static final String DEFAULT = "podman-machine-default";
  private static final String NEWER = "tmp/me/podman/podman-machine-default-api.sock";

  @TempDir Path root;
  private Machine machine;

  @BeforeEach
  void makeMachine() throws IOException {
    machine = new Machine(root).system(OperatingSystem.MACOS);
    machine.variable("TMPDIR", machine.path("tmp/me").toString());
    // Short enough for a socket below a temporary directory.
    machine.variable("XDG_DATA_HOME", machine.path("data").toString());
  }

  @AfterEach
  void endServers() throws IOException {
    machine.close();
  }

  private void made(String name) throws IOException {
    machine.write("home/me/.config/containers/podman/machine/applehv/" + name + ".json", "{}");
  }

  @Test
  void withoutAMachineTheRemedyIsToMakeOne() {
    Candidate only = ending(machine.probe(), NEWER);

    assertThat(only.state()).isEqualTo(CandidateState.ABSENT);
    assertThat(remedy(only)).isEqualTo("podman machine init && podman machine start");
  }

  @Test
  void aMachineThatIsDownIsAbsentAndStartedByItsName() throws IOException {
    made(DEFAULT);
    made("work");

    List<Candidate> candidates = machine.probe();

    assertThat(remedy(ending(candidates, NEWER)))
        .isEqualTo("podman machine start podman-machine-default");
    assertThat(remedy(ending(candidates, "work-api.sock"))).isEqualTo("podman machine start work");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NEWER,
        "data/containers/podman/machine/podman-machine-default/podman.sock",
        "data/containers/podman/machine/qemu/podman.sock",
        "data/containers/podman/machine/applehv/podman.sock",
        "data/containers/podman/machine/podman.sock",
      })
  void aMachineIsFoundWhereEachVersionOfPodmanHasItsSocket(String socket) throws IOException {
    made(DEFAULT);
    machine.listen(machine.path(socket), Engines.podman());

    Candidate found = ending(machine.probe(), socket);

    assertThat(found.usable()).isTrue();
    assertThat(evidence(found)).contains("Podman machine");
  }

  @Test
  void theConnectionToAMachineIsItsSocketAndNeedsNoLogin() throws IOException {
    made(DEFAULT);
    machine.listen(machine.path(NEWER), Engines.podman());
    machine.write(
        "home/me/.config/containers/podman-connections.json",
        "{\"Connection\":{\"Default\":\"podman-machine-default-root\",\"Connections\":{"
            + "\"podman-machine-default\":{\"URI\":\"ssh://core@127.0.0.1:1/run/a\"},"
            + "\"podman-machine-default-root\":{\"URI\":\"ssh://root@127.0.0.1:1/run/b\"}}}}");

    List<Candidate> candidates = machine.probe();

    assertThat(candidates).hasSize(1);
    assertThat(candidates.get(0).usable()).isTrue();
    assertThat(candidates.get(0).origin()).isEqualTo(CandidateOrigin.CONFIGURATION);
    assertThat(evidence(candidates.get(0)))
        .contains("which is the Podman machine podman-machine-default");
  }

  @Test
  void theProgramAloneIsNoServiceThere() throws IOException {
    machine.program("echo podman version 5.4.2");

    assertThat(machine.probe()).noneMatch(Candidate::usable);
  }
}
