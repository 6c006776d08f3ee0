package dev.fairlead.docker;

import static dev.fairlead.docker.Machine.evidence;
import static dev.fairlead.docker.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not answer as an engine does: each with a reason and a remedy of its own. */
class SickEnginesTest {

  private static final Duration WITHIN = Duration.ofMillis(1500);
  private static final String PAGE = "<html><body><h1>It works!</h1></body></html>";

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
  void allSicknessesTogetherAreReportedWithinTheDeadlineAndTheGoodOneIsFound() throws IOException {
    machine.listen(machine.defaultSocket(), Engines.docker());
    profile("silent", SocketServer.silent());
    profile("reset", SocketServer.resetting());
    profile("garbage", SocketServer.saying("SSH-2.0-OpenSSH_9.2\r\n"));
    profile("page", SocketServer.saying(SocketServer.http(404, "", PAGE)));
    profile("files", SocketServer.saying(SocketServer.http(200, "", PAGE)));
    profile("sick", SocketServer.saying(SocketServer.http(500, "", "{\"message\":\"no disk\"}")));
    profile("closed", SocketServer.saying(SocketServer.http(403, "", "denied by policy")));
    profile("cut", SocketServer.saying("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n"));
    stale("stale");
    machine.deadline(ProbeContext.DEFAULT_DEADLINE);

    // The best of several: the machine may be busy with other things.
    List<Candidate> candidates = List.of();
    Duration took = Machine.LIMIT;
    for (int attempt = 0; attempt < 5 && took.compareTo(WITHIN) > 0; attempt++) {
      long before = System.nanoTime();
      candidates = machine.probe();
      took = Duration.ofNanos(System.nanoTime() - before);
    }

    assertThat(took).isLessThan(WITHIN);
    assertThat(candidates.stream().filter(Candidate::usable)).hasSize(1);
    assertUnhealthy(candidates, "silent", "nothing was said within 800 ms", "hangs: restart it");
    assertUnhealthy(candidates, "reset", "closed before a whole answer", "see the log");
    assertUnhealthy(candidates, "garbage", "not HTTP", "something else listens");
    assertUnhealthy(candidates, "page", "HTTP 404: It works!", "something else listens");
    assertUnhealthy(candidates, "files", "without an Api-Version", "something else listens");
    assertUnhealthy(candidates, "sick", "HTTP 500: no disk", "journalctl -u docker");
    assertUnhealthy(candidates, "closed", "HTTP 403: denied by policy", "for access");
    assertUnhealthy(candidates, "cut", "closed before a whole answer", "see the log");
    assertUnhealthy(candidates, "stale", "ECONNREFUSED", "colima start stale");
    Set<String> reasons = new HashSet<>();
    candidates.forEach(candidate -> reasons.add(last(candidate)));
    assertThat(reasons).hasSizeGreaterThanOrEqualTo(candidates.size() - 1);
  }

  @Test
  void aBodyThatNeverEndsIsTooSlow() throws IOException {
    machine.listen(
        machine.defaultSocket(),
        channel -> {
          SocketServer.saying("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 9\r\n\r\nO")
              .serve(channel);
          SocketServer.silent().serve(channel);
        });

    Candidate only = machine.deadline(Duration.ofSeconds(2)).probe().get(0);

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(only)).contains("no whole answer within 2000 ms");
    assertThat(remedy(only)).contains("--timeout");
  }

  @Test
  void anEngineWhoseInfoNeverComesIsAvailableAllTheSame() throws IOException {
    String headers = "Api-Version: 1.41\r\n";
    SocketServer.Behaviour answers =
        SocketServer.answering(
            Map.of(
                "/_ping", SocketServer.http(200, headers, "OK"),
                "/version",
                    SocketServer.http(
                        200, headers, "{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\"}"),
                "/info", ""));
    machine.listen(machine.defaultSocket(), answers);

    assertThat(machine.probe()).extracting(Candidate::usable).containsExactly(true);
  }

  @Test
  void aSocketWhoseQueueIsFullHangsAndSaysSo() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(machine.defaultSocket());
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address, 1);
      boolean room = true;
      while (room) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        waiting.add(channel);
        channel.configureBlocking(false);
        room = connects(channel, address);
      }

      Candidate only = machine.deadline(Duration.ofSeconds(2)).probe().get(0);

      assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
      assertThat(evidence(only)).contains("EAGAIN").contains("no room for more");
      assertThat(remedy(only)).contains("restart it").doesNotContain("firewall");
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  private static boolean connects(SocketChannel channel, UnixDomainSocketAddress address) {
    try {
      return channel.connect(address);
    } catch (IOException full) {
      return false;
    }
  }

  @Test
  void aFileThatIsNoSocketIsSaidToBeOne() throws IOException {
    machine.write(machine.defaultSocket(), "");

    Candidate only = machine.probe().get(0);

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(only)).contains("regular file, not a socket");
    assertThat(remedy(only)).contains("remove " + machine.defaultSocket());
  }

  @Test
  void aDirectoryIsNotSaidToBeRemovedWithWhatIsInIt() throws IOException {
    Files.createDirectories(machine.defaultSocket());

    Candidate only = machine.probe().get(0);

    assertThat(evidence(only)).contains("directory, not a socket");
    assertThat(remedy(only)).contains("rmdir " + machine.defaultSocket()).doesNotContain("remove");
  }

  @Test
  void aDirectoryInTheSocketsPlaceIsSaidToBeOne() throws IOException {
    Files.createDirectory(machine.defaultSocket());

    assertThat(evidence(machine.probe().get(0))).contains("directory, not a socket");
  }

  @Test
  void plainHttpToAnHttpsServerIsRecognised() throws IOException {
    machine.listen(
        machine.defaultSocket(),
        SocketServer.saying(
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"));

    Candidate only = machine.probe().get(0);

    assertThat(evidence(only)).contains("HTTPS only");
    assertThat(remedy(only)).contains("DOCKER_TLS_VERIFY").contains("DOCKER_CERT_PATH");
  }

  @Test
  void anEngineThatIsTooOldIsNamedWithWhatIsNeeded() throws IOException {
    machine.listen(machine.defaultSocket(), Engines.ofApi("1.40", "1.12"));

    Candidate only = machine.probe().get(0);

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(only)).contains("API 1.40 at most, and 1.41 is needed");
    assertThat(remedy(only)).contains("20.10");
    assertThat(only.flavour()).contains("Docker Engine");
  }

  @Test
  void anEngineThatIsTooNewIsNamedWithWhatIsNeeded() throws IOException {
    machine.listen(machine.defaultSocket(), Engines.ofApi("2.10", "2.0"));

    Candidate only = machine.probe().get(0);

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(only)).contains("wants API 2.0 at least");
  }

  @ParameterizedTest
  @CsvSource({"'Libpod-Api-Version: 5.4.2\r\n'", "''"})
  void podmanBehindDockersSocketIsLeftToItsOwnBackend(String header) throws IOException {
    machine.listen(machine.defaultSocket(), Engines.podman(header));

    Candidate only = machine.probe().get(0);

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(only.flavour()).contains("Podman");
    assertThat(evidence(only)).contains("Podman 5.4.2").contains("leaves").contains("API 1.41");
    assertThat(remedy(only)).contains("-r podman").contains("jar");
  }

  @ParameterizedTest
  @CsvSource({
    "Docker Desktop 4.50.0 (209931), docker-desktop, Docker Desktop, Docker Desktop",
    "'', docker-desktop, Docker Desktop, Docker Desktop",
    "'', orbstack, OrbStack, OrbStack",
    "'', lima-rancher-desktop, Alpine Linux v3.21, Rancher Desktop",
    "'', computer, Rancher Desktop WSL Distribution, Rancher Desktop",
    "Docker Engine - Community, colima, Ubuntu 24.04 LTS, Colima",
    "Docker Engine - Community, colima-work, Ubuntu 24.04 LTS, Colima",
    "Docker Engine - Community, lima-docker, Ubuntu 24.04 LTS, Lima",
    "Docker Engine - Community, box, Debian GNU/Linux 12, Docker Engine",
    "Mirantis Container Runtime, box, Ubuntu 24.04 LTS, Mirantis Container Runtime",
  })
  void theFlavourIsReadFromTheAnswer(String platform, String host, String system, String flavour)
      throws IOException {
    String info = Engines.info(host, system, "");
    machine.listen(machine.home().resolve(".rd/docker.sock"), Engines.docker(platform, info));

    Candidate found = Machine.ending(machine.probe(), ".rd/docker.sock");

    assertThat(found.usable()).isTrue();
    assertThat(found.flavour()).contains(flavour);
  }

  @Test
  void aRootlessEngineSaysSo() throws IOException {
    String info = Engines.info("box", "Debian", "\"name=seccomp\",\"name=rootless\"");
    machine.listen(machine.defaultSocket(), Engines.docker("", info));

    assertThat(machine.probe().get(0).flavour()).contains("Docker Engine, rootless");
  }

  private void profile(String name, SocketServer.Behaviour behaviour) throws IOException {
    machine.listen(machine.home().resolve(".colima/" + name + "/docker.sock"), behaviour);
  }

  /** What a daemon that was killed leaves behind. */
  private void stale(String name) throws IOException {
    Path socket = machine.home().resolve(".colima/" + name + "/docker.sock");
    Files.createDirectories(socket.getParent());
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }
  }

  private static void assertUnhealthy(
      List<Candidate> candidates, String profile, String reason, String remedy) {
    Candidate candidate = Machine.ending(candidates, "/" + profile + "/docker.sock");
    assertThat(candidate.state()).as(profile).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(candidate)).as(profile).contains(reason);
    assertThat(remedy(candidate)).as(profile).contains(remedy);
  }

  private static String last(Candidate candidate) {
    return candidate.evidence().get(candidate.evidence().size() - 1).found();
  }
}
