package dev.fairlead.podman;

import static dev.fairlead.podman.Machine.ending;
import static dev.fairlead.podman.Machine.evidence;
import static dev.fairlead.podman.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code podman} where no socket answers. */
class ProgramProbeTest {

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

  @Test
  void theProgramIsTheLastChoiceAndSaysHowToHaveASocketForGood() throws IOException {
    Path program = machine.program("[ \"$*\" = --version ] && echo podman version 4.3.1");

    Candidate found = ending(machine.probe(), "/bin/podman");

    assertThat(found.endpoint().uri()).isEqualTo(URI.create("podman://" + program));
    assertThat(found.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(found.origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
    assertThat(found.rank()).isEqualTo(201);
    assertThat(found.versions())
        .hasValueSatisfying(versions -> assertThat(versions.version()).isEqualTo("4.3.1"));
    assertThat(found.flavour())
        .hasValueSatisfying(flavour -> assertThat(flavour).startsWith("Podman, private service"));
    assertThat(evidence(found)).contains("as no socket of Podman answers");
    assertThat(remedy(found)).contains("enable --now podman.socket");
  }

  @Test
  void theProgramIsNotTriedWhereASocketAnswers() throws IOException {
    Path witness = machine.path("witness");
    machine.program("touch " + witness + "; echo podman version 4.3.1");
    machine.listen(machine.socketOfUser(), Engines.podman());

    assertThat(machine.probe()).noneMatch(one -> one.endpoint().toString().endsWith("bin/podman"));
    assertThat(witness).doesNotExist();
  }

  @Test
  void theProgramGetsTheMachinesVariablesSaveThoseThatMakeItAClient() throws IOException {
    machine.program("echo podman version 1.${CONTAINER_HOST:-none}.$MINE");
    machine.variable("MINE", "7");
    machine.variable("CONTAINER_HOST", "unix://" + machine.path("nothing.sock"));

    Candidate found = ending(machine.probe(), "/bin/podman");

    assertThat(found.versions())
        .hasValueSatisfying(versions -> assertThat(versions.version()).isEqualTo("1.none.7"));
  }

  @Test
  void aProgramThatFailsSaysHow() throws IOException {
    machine.program("echo no such luck >&2; exit 3");

    Candidate found = ending(machine.probe(), "/bin/podman");

    assertThat(found.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(found)).contains("exit code 3: no such luck");
  }

  @Test
  void aProgramThatHangsIsEndedAtTheDeadline() throws IOException {
    machine.program("exec /bin/sleep 60");

    List<Candidate> candidates =
        new PodmanProvider()
            .probe(machine.context().withDeadline(Duration.ofMillis(500)))
            .collectList()
            .block(Machine.LIMIT);

    assertThat(evidence(ending(candidates, "/bin/podman"))).contains("within its deadline");
  }

  @Test
  void theProgramCanBeNamed() throws IOException {
    machine.listen(machine.socketOfUser(), Engines.podman());
    Path program = machine.program("echo podman version 4.3.1");

    List<Candidate> candidates = machine.probe(URI.create("podman://" + program));

    assertThat(candidates).hasSize(1);
    assertThat(candidates.get(0).usable()).isTrue();
    assertThat(candidates.get(0).origin()).isEqualTo(CandidateOrigin.EXPLICIT);
  }

  @Test
  void aNameThatIsNoPathIsRefusedWithTheNotation() {
    Candidate only = machine.probe(URI.create("podman://bin/podman")).get(0);

    assertThat(only.usable()).isFalse();
    assertThat(remedy(only)).isEqualTo("write podman:///path/to/podman");
  }
}
