package dev.fairlead.docker;

import static dev.fairlead.docker.Machine.ending;
import static dev.fairlead.docker.Machine.evidence;
import static dev.fairlead.docker.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Where the provider looks, and how it names what it found. */
class DockerProviderTest {

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
  void isFoundByServiceLoaderUnderItsNames() {
    assertThat(ServiceLoader.load(BackendProvider.class))
        .anySatisfy(
            provider -> {
              assertThat(provider.id()).isEqualTo("docker");
              assertThat(provider.aliases()).containsExactly("moby");
            });
  }

  @Test
  void withNothingInstalledTheDefaultSocketIsAbsentAndTheRemedySaysWhatToInstall() {
    List<Candidate> candidates = machine.probe();

    assertThat(candidates).hasSize(1);
    Candidate only = candidates.get(0);
    assertThat(only.state()).isEqualTo(CandidateState.ABSENT);
    assertThat(only.origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
    assertThat(only.endpoint().socketPath()).contains(machine.defaultSocket());
    assertThat(evidence(only)).contains("the default socket").contains("ENOENT");
    assertThat(remedy(only)).contains("systemctl start docker").contains("docs.docker.com");
  }

  @Test
  void anEngineOnTheDefaultSocketIsAvailable() throws IOException {
    machine.listen(machine.defaultSocket(), Engines.docker());

    Candidate only = single(machine.probe());

    assertThat(only.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(only.backend()).isEqualTo("docker");
    assertThat(only.rank()).isEqualTo(400);
    assertThat(only.flavour()).contains("Docker Engine");
    assertThat(only.versions())
        .hasValueSatisfying(
            versions -> {
              assertThat(versions.version()).isEqualTo("20.10.24+dfsg1");
              assertThat(versions.apiMinimum()).contains("1.12");
              assertThat(versions.apiMaximum()).contains("1.41");
            });
    assertThat(only.remedy()).isEmpty();
    assertThat(evidence(only)).contains("GET /_ping -> 200, API 1.41").contains("GET /version");
  }

  @Test
  void nothingHappensBeforeSubscriptionAndEachSubscriptionLooksAnew() throws IOException {
    SocketServer server = machine.listen(machine.defaultSocket(), Engines.docker());
    Flux<Candidate> probe = new DockerProvider().probe(machine.context());

    assertThat(server.accepted().getCount()).isEqualTo(1);
    assertThat(single(probe.collectList().block(Machine.LIMIT)).usable()).isTrue();
    server.close();
    assertThat(single(probe.collectList().block(Machine.LIMIT)).usable()).isFalse();
  }

  @Test
  void anExplicitHostIsAllThatIsLookedAt() throws IOException {
    SocketServer other = machine.listen(machine.defaultSocket(), Engines.docker());
    Path socket = machine.path("mine.sock");
    machine.listen(socket, Engines.docker());
    machine.variable("DOCKER_HOST", "unix://" + machine.defaultSocket());

    Candidate only = single(machine.probe(URI.create("unix://" + socket)));

    assertThat(only.origin()).isEqualTo(CandidateOrigin.EXPLICIT);
    assertThat(only.usable()).isTrue();
    assertThat(other.accepted().getCount()).isEqualTo(1);
  }

  @Test
  void anExplicitHostOfAForeignSchemeIsRefusedWithTheNotation() {
    Candidate only = single(machine.probe(URI.create("process:///run/user/1000")));

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(evidence(only)).contains("scheme 'process'");
    assertThat(remedy(only)).contains("unix:///path/to/docker.sock");
  }

  @Test
  void dockerHostIsStrongerThanTheDefaultSocketAndBothAreReported() throws IOException {
    Path socket = machine.path("mine.sock");
    machine.listen(socket, Engines.docker());
    machine.variable("DOCKER_HOST", "unix://" + socket);

    List<Candidate> candidates = machine.probe();

    assertThat(candidates).hasSize(2);
    Candidate mine = ending(candidates, "mine.sock");
    assertThat(mine.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    assertThat(mine.usable()).isTrue();
    assertThat(evidence(mine)).contains("DOCKER_HOST -> unix://");
    assertThat(ending(candidates, "/docker.sock").state()).isEqualTo(CandidateState.ABSENT);
  }

  @Test
  void aSocketUnderSeveralNamesIsLookedAtOnceAndTheStrongestNameWins() throws IOException {
    Path real = machine.path("run/docker.sock");
    machine.listen(real, Engines.docker());
    Files.createSymbolicLink(machine.defaultSocket(), real);
    machine.variable("DOCKER_HOST", "unix://" + real);

    Candidate only = single(machine.probe());

    assertThat(only.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    assertThat(only.endpoint().socketPath()).contains(real);
    assertThat(evidence(only)).contains("DOCKER_HOST").contains("the default socket -> the same");
  }

  @Test
  void aLinkToASocketThatIsNotThereIsAbsentAndSaysSo() throws IOException {
    Files.createSymbolicLink(
        machine.defaultSocket(), machine.home().resolve(".docker/run/docker.sock"));
    Files.createDirectories(machine.home().resolve(".docker/run"));

    Candidate only = single(machine.probe());

    assertThat(only.state()).isEqualTo(CandidateState.ABSENT);
    assertThat(evidence(only)).contains("symbolic link").contains(".docker/run/docker.sock");
  }

  @Test
  void everyProductThatLeftATraceIsLookedAtAndOthersAreNot() throws IOException {
    Path home = machine.home();
    Path runtime = machine.path("run/me");
    machine.variable("XDG_RUNTIME_DIR", runtime.toString());
    machine.listen(runtime.resolve("docker.sock"), Engines.docker());
    machine.listen(home.resolve(".docker/run/docker.sock"), Engines.docker());
    machine.listen(home.resolve(".docker/desktop/docker.sock"), Engines.docker());
    machine.listen(home.resolve(".colima/default/docker.sock"), Engines.docker());
    machine.listen(home.resolve(".config/colima/second/docker.sock"), Engines.docker());
    machine.listen(home.resolve(".orbstack/run/docker.sock"), Engines.docker());
    machine.listen(home.resolve(".lima/docker/sock/docker.sock"), Engines.docker());
    Files.createDirectories(home.resolve(".lima/default"));
    Files.createDirectories(home.resolve(".colima/_lima"));
    machine.write(home.resolve(".colima/idle/colima.yaml"), "runtime: docker\n");

    List<Candidate> candidates = machine.probe();

    assertThat(candidates.stream().filter(Candidate::usable).map(this::below))
        .containsExactlyInAnyOrder(
            "run/me/docker.sock",
            "home/me/.docker/run/docker.sock",
            "home/me/.docker/desktop/docker.sock",
            "home/me/.colima/default/docker.sock",
            "home/me/.config/colima/second/docker.sock",
            "home/me/.orbstack/run/docker.sock",
            "home/me/.lima/docker/sock/docker.sock");
    assertThat(candidates.stream().filter(one -> !one.usable()).map(this::below))
        .containsExactlyInAnyOrder("var/run/docker.sock", "home/me/.colima/idle/docker.sock");
    assertThat(remedy(ending(candidates, ".colima/idle/docker.sock")))
        .isEqualTo("colima start idle");
    assertThat(candidates.stream().map(Candidate::rank).filter(rank -> rank > 0))
        .doesNotHaveDuplicates()
        .allMatch(rank -> rank > 300 && rank <= 400);
  }

  @Test
  void withoutARuntimeDirectoryThatOfTheHomesOwnerIsTaken() throws IOException {
    Object uid = Files.getAttribute(machine.home(), "unix:uid");
    Path socket = machine.path("run/user/" + uid + "/docker.sock");
    machine.listen(socket, Engines.docker());

    Candidate rootless = ending(machine.probe(), "/run/user/" + uid + "/docker.sock");

    assertThat(rootless.usable()).isTrue();
    assertThat(evidence(rootless)).contains("rootless Docker");
  }

  @Test
  void colimaAndLimaAreLookedForWhereTheirVariablesSay() throws IOException {
    machine.variable("COLIMA_HOME", machine.path("vm/colima").toString());
    machine.variable("LIMA_HOME", machine.path("vm/lima").toString());
    machine.listen(machine.path("vm/colima/a/docker.sock"), Engines.docker());
    machine.listen(machine.path("vm/lima/b/sock/docker.sock"), Engines.docker());

    assertThat(machine.probe().stream().filter(Candidate::usable).map(this::below))
        .containsExactlyInAnyOrder("vm/colima/a/docker.sock", "vm/lima/b/sock/docker.sock");
  }

  @Test
  void onWindowsTheNamedPipeIsReportedWithTheWayRoundIt() {
    Candidate only = single(machine.system(OperatingSystem.WINDOWS).probe());

    assertThat(only.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(only.endpoint().uri().getScheme()).isEqualTo("npipe");
    assertThat(evidence(only)).contains("named pipe");
    assertThat(remedy(only)).contains("WSL").contains("tcp://localhost:2375");
  }

  @Test
  void cancellingClosesTheConnection() throws Exception {
    SocketServer server = machine.listen(machine.defaultSocket(), SocketServer.silent());

    Disposable probe =
        new DockerProvider().probe(machine.context().withDeadline(Machine.LIMIT)).subscribe();
    assertThat(server.accepted().await(40, TimeUnit.SECONDS)).isTrue();
    probe.dispose();

    assertThat(server.gone().await(1, TimeUnit.SECONDS)).isTrue();
  }

  private String below(Candidate candidate) {
    Optional<Path> socket = candidate.endpoint().socketPath();
    return socket.map(path -> root.relativize(path).toString()).orElse(candidate.toString());
  }

  private static Candidate single(List<Candidate> candidates) {
    assertThat(candidates).hasSize(1);
    return candidates.get(0);
  }
}
