package dev.fairlead.docker;

import static dev.fairlead.docker.Machine.ending;
import static dev.fairlead.docker.Machine.evidence;
import static dev.fairlead.docker.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Colima asked for by its name. */
class ColimaProviderTest {

  @TempDir Path root;
  private Machine machine;

  @BeforeEach
  void makeMachine() throws IOException {
    machine = new Machine(root);
  }

  @AfterEach
  void endServers() throws IOException {
    machine.close();
  }

  private List<Candidate> probe() {
    return new ColimaProvider().probe(machine.context()).collectList().block(Machine.LIMIT);
  }

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(BackendProvider.class))
        .extracting(BackendProvider::id)
        .contains("colima");
  }

  @Test
  void everyProfileIsLookedAtAndNothingElse() throws IOException {
    SocketServer other = machine.listen(machine.defaultSocket(), Engines.docker());
    machine.listen(machine.home().resolve(".colima/default/docker.sock"), Engines.docker());
    machine.write(machine.home().resolve(".config/colima/spare/colima.yaml"), "runtime: docker\n");

    List<Candidate> candidates = probe();

    assertThat(candidates).hasSize(2).allMatch(one -> one.backend().equals("colima"));
    assertThat(candidates).noneMatch(Candidate::choosable);
    assertThat(ending(candidates, ".colima/default/docker.sock").usable()).isTrue();
    assertThat(remedy(ending(candidates, "colima/spare/docker.sock")))
        .isEqualTo("colima start spare");
    assertThat(other.accepted().getCount()).isEqualTo(1);
  }

  @Test
  void aProfileBehindAnotherNameHasTheEndpointThatDockerTellsOf() throws IOException {
    Path socket = machine.home().resolve(".colima/default/docker.sock");
    machine.listen(socket, Engines.docker());
    Files.createSymbolicLink(machine.defaultSocket(), socket);
    machine.variable("DOCKER_HOST", "unix://" + machine.defaultSocket());

    List<Candidate> candidates = probe();

    assertThat(candidates).hasSize(1);
    assertThat(candidates.get(0).endpoint())
        .isEqualTo(ending(machine.probe(), "var/run/docker.sock").endpoint());
    assertThat(candidates.get(0).origin()).isEqualTo(CandidateOrigin.VARIABLE);
  }

  @Test
  void withoutAnyProfileTheRemedyStartsOne() {
    List<Candidate> candidates = probe();

    assertThat(candidates).hasSize(1);
    assertThat(candidates.get(0).state()).isEqualTo(CandidateState.ABSENT);
    assertThat(evidence(candidates.get(0))).contains("the profiles of Colima");
    assertThat(remedy(candidates.get(0))).startsWith("colima start");
  }

  @Test
  void anEndpointThatTheUserNamesIsForDocker() {
    assertThat(
            new ColimaProvider()
                .probe(machine.context().withExplicitHost(URI.create("unix:///x.sock")))
                .collectList()
                .block(Machine.LIMIT))
        .isEmpty();
  }
}
