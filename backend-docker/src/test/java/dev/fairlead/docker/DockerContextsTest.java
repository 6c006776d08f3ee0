package dev.fairlead.docker;

import static dev.fairlead.docker.Machine.evidence;
import static dev.fairlead.docker.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contexts of Docker's own command, and addresses in its notation. */
class DockerContextsTest {

  @TempDir Path root;
  private Machine machine;
  private Path configuration;

  @BeforeEach
  void makeMachine() throws IOException {
    machine = new Machine(root);
    configuration = machine.home().resolve(".docker");
  }

  @AfterEach
  void endServers() throws IOException {
    machine.close();
  }

  @Test
  void theCurrentContextIsConfigurationAndItsNameGoesWithTheEndpoint() throws IOException {
    Path socket = machine.path("work.sock");
    machine.listen(socket, Engines.docker());
    machine.dockerContext(configuration, "work", "unix://" + socket);
    machine.write(configuration.resolve("config.json"), "{\"currentContext\":\"work\"}");

    Candidate work = one(CandidateOrigin.CONFIGURATION);

    assertThat(work.usable()).isTrue();
    assertThat(work.endpoint().setting("context")).contains("work");
    assertThat(evidence(work)).contains("context work (currentContext in ");
  }

  @Test
  void theVariableIsStrongerThanTheConfigurationFile() throws IOException {
    Path a = machine.path("a.sock");
    Path b = machine.path("b.sock");
    machine.listen(a, Engines.docker());
    machine.listen(b, Engines.docker());
    machine.dockerContext(configuration, "a", "unix://" + a);
    machine.dockerContext(configuration, "b", "unix://" + b);
    machine.write(configuration.resolve("config.json"), "{\"currentContext\":\"a\"}");
    machine.variable("DOCKER_CONTEXT", "b");

    assertThat(one(CandidateOrigin.VARIABLE).endpoint().socketPath()).contains(b);
    assertThat(Machine.of(machine.probe(), CandidateOrigin.CONFIGURATION)).isEmpty();
    assertThat(Machine.ending(machine.probe(), "a.sock").origin())
        .isEqualTo(CandidateOrigin.WELL_KNOWN);
  }

  @Test
  void theConfigurationsDirectoryIsTheOneThatTheVariableNames() throws IOException {
    Path other = machine.path("elsewhere");
    Path socket = machine.path("work.sock");
    machine.listen(socket, Engines.docker());
    machine.dockerContext(other, "work", "unix://" + socket);
    machine.write(other.resolve("config.json"), "{\"currentContext\":\"work\"}");
    machine.variable("DOCKER_CONFIG", other.toString());

    assertThat(one(CandidateOrigin.CONFIGURATION).usable()).isTrue();
  }

  @Test
  void anotherMachineIsNotSpokenToUnlessItsContextIsInUse() throws IOException {
    try (ServerSocket remote = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      machine.dockerContext(configuration, "remote", "tcp://127.0.0.1:" + remote.getLocalPort());

      Candidate candidate = Machine.ending(machine.probe(), ":" + remote.getLocalPort());

      assertThat(candidate.state()).isEqualTo(CandidateState.UNHEALTHY);
      assertThat(remedy(candidate)).isEqualTo("DOCKER_CONTEXT=remote");
      remote.setSoTimeout(1);
      assertThat(accepts(remote)).isFalse();
    }
  }

  @Test
  void aContextsMaterialIsUsedForTls() throws IOException {
    machine.dockerContext(configuration, "secure", "tcp://127.0.0.1:1");
    Path material = configuration.resolve("contexts/tls/" + Machine.sha256("secure") + "/docker");
    Files.createDirectories(material);
    machine.write(configuration.resolve("config.json"), "{\"currentContext\":\"secure\"}");

    Candidate secure = one(CandidateOrigin.CONFIGURATION);

    assertThat(secure.usable()).isFalse();
    assertThat(secure.endpoint().setting("tls-directory")).contains(material.toString());
    assertThat(secure.endpoint().setting("context")).contains("secure");
    assertThat(secure.endpoint().setting("tls-verification")).isEmpty();
    assertThat(evidence(secure)).contains("ECONNREFUSED");
  }

  @Test
  void aContextThatLooksAtNoCertificateSaysSo() throws IOException {
    machine.write(
        configuration.resolve("contexts/meta/" + Machine.sha256("lax") + "/meta.json"),
        "{\"Name\":\"lax\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://127.0.0.1:1\",\"SkipTLSVerify\":true}}}");
    machine.variable("DOCKER_CONTEXT", "lax");

    assertThat(one(CandidateOrigin.VARIABLE).endpoint().setting("tls-verification"))
        .contains("none");
  }

  @Test
  void aContextThatNeedsSshKeepsTheUserApart() throws IOException {
    machine.dockerContext(configuration, "far", "ssh://me@127.0.0.1:1");
    machine.write(configuration.resolve("config.json"), "{\"currentContext\":\"far\"}");

    Candidate far = one(CandidateOrigin.CONFIGURATION);

    assertThat(far.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(far.endpoint().uri()).hasToString("ssh://127.0.0.1:1");
    assertThat(far.endpoint().setting("ssh-user")).contains("me");
    assertThat(evidence(far)).contains("ssh");
  }

  @Test
  void aPasswordForSshIsRefusedAndShownNowhere() {
    machine.variable("DOCKER_HOST", "ssh://me:hunter2@127.0.0.1");

    Candidate candidate = one(CandidateOrigin.VARIABLE);

    assertThat(candidate.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(candidate.toString()).contains("by a key").doesNotContain("hunter2");
  }

  @Test
  void aContextThatDoesNotExistIsNamedAndSoIsHowToListThem() {
    machine.variable("DOCKER_CONTEXT", "gone");

    Candidate gone = one(CandidateOrigin.VARIABLE);

    assertThat(gone.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(gone)).contains("context gone").contains("no context of this name");
    assertThat(remedy(gone)).contains("docker context ls");
  }

  @Test
  void theDefaultContextIsNoContext() throws IOException {
    machine.write(configuration.resolve("config.json"), "{\"currentContext\":\"default\"}");

    assertThat(machine.probe())
        .extracting(Candidate::origin)
        .containsExactly(CandidateOrigin.WELL_KNOWN);
  }

  @Test
  void aBrokenConfigurationFileIsReportedWithoutAWordOfIt() throws IOException {
    machine.write(
        configuration.resolve("config.json"), "{\"auths\":{\"r\":{\"auth\":\"c2VjcmV0\"}");

    Candidate broken = one(CandidateOrigin.CONFIGURATION);

    assertThat(broken.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(broken)).contains("not a JSON object").contains("config.json");
    assertThat(broken.toString()).doesNotContain("c2VjcmV0").doesNotContain("auths");
  }

  @Test
  void aMalformedDockerHostIsReportedWithWhatIsWrong() {
    machine.variable("DOCKER_HOST", "unix:/var/run/docker sock");

    Candidate malformed = one(CandidateOrigin.VARIABLE);

    assertThat(malformed.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(malformed)).contains("DOCKER_HOST").contains("is not an address");
    assertThat(remedy(malformed)).contains("unix:///path/to/docker.sock");
  }

  @Test
  void aTwoSlashSocketIsExplained() {
    machine.variable("DOCKER_HOST", "unix://var/run/docker.sock");

    assertThat(evidence(one(CandidateOrigin.VARIABLE))).contains("three slashes");
  }

  @Test
  void aPasswordInDockerHostIsShownNowhere() {
    machine.variable("DOCKER_HOST", "tcp://me:hunter2@127.0.0.1:2375");

    Candidate candidate = one(CandidateOrigin.VARIABLE);

    assertThat(candidate.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(candidate.toString()).contains("user information").doesNotContain("hunter2");
  }

  @Test
  void aHostWithoutSchemeAndPortIsTcpOnTheUsualPort() {
    machine.variable("DOCKER_HOST", "127.0.0.1");

    Candidate candidate = one(CandidateOrigin.VARIABLE);

    assertThat(candidate.endpoint().uri()).hasToString("tcp://127.0.0.1:2375");
    assertThat(candidate.usable()).isFalse();
    assertThat(evidence(candidate)).contains("ECONNREFUSED");
  }

  @Test
  void askingForTlsByVariableIsHeard() {
    machine.variable("DOCKER_HOST", "tcp://127.0.0.1");
    machine.variable("DOCKER_TLS_VERIFY", "1");
    machine.variable("DOCKER_CERT_PATH", "/certs");

    Candidate candidate = one(CandidateOrigin.VARIABLE);

    assertThat(candidate.endpoint().uri()).hasToString("tcp://127.0.0.1:2376");
    assertThat(candidate.endpoint().setting("tls-directory")).contains("/certs");
    assertThat(evidence(candidate)).contains("ECONNREFUSED");
  }

  @Test
  void certificatesAreInDockersOwnDirectoryUnlessSomebodySaysOtherwise() {
    machine.variable("DOCKER_HOST", "tcp://127.0.0.1:1");
    machine.variable("DOCKER_TLS_VERIFY", "1");

    assertThat(one(CandidateOrigin.VARIABLE).endpoint().setting("tls-directory"))
        .contains(configuration.toString());
  }

  private Candidate one(CandidateOrigin origin) {
    List<Candidate> found = Machine.of(machine.probe(), origin);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static boolean accepts(ServerSocket server) throws IOException {
    try {
      server.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }
}
