package dev.fairlead.podman;

import static dev.fairlead.podman.Machine.ending;
import static dev.fairlead.podman.Machine.evidence;
import static dev.fairlead.podman.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
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
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the provider looks, and how it names what it found. */
class PodmanProviderTest {

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
              assertThat(provider.id()).isEqualTo("podman");
              assertThat(provider.aliases()).containsExactly("libpod");
            });
  }

  @Test
  void withNothingInstalledOneSocketIsAbsentAndTheRemedySaysWhatToInstallAndEnable() {
    Candidate only = single(machine.probe());

    assertThat(only.state()).isEqualTo(CandidateState.ABSENT);
    assertThat(only.origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
    assertThat(only.endpoint().toString()).endsWith("podman/podman.sock");
    assertThat(remedy(only))
        .contains("https://podman.io/docs/installation")
        .contains("enable --now podman.socket");
  }

  @Test
  void theSocketOfTheUserIsAvailable() throws IOException {
    machine.listen(machine.socketOfUser(), Engines.podman());

    Candidate found = ending(machine.probe(), "run/me/podman/podman.sock");

    assertThat(found.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(found.backend()).isEqualTo("podman");
    assertThat(found.rank()).isEqualTo(300);
    assertThat(found.flavour()).contains("Podman");
    assertThat(found.versions())
        .hasValueSatisfying(versions -> assertThat(versions.version()).isEqualTo("4.3.1"));
    assertThat(evidence(found)).contains("the socket of this user").contains("Podman 4.3.1");
    assertThat(found.remedy()).isEmpty();
  }

  @Test
  void withoutARuntimeDirectoryThatOfTheHomesOwnerIsTaken() throws IOException {
    Object uid = Files.getAttribute(machine.home(), "unix:uid");
    machine.variable("XDG_RUNTIME_DIR", " ");
    machine.listen(machine.path("run/user/" + uid + "/podman/podman.sock"), Engines.podman());

    assertThat(ending(machine.probe(), "run/user/" + uid + "/podman/podman.sock").usable())
        .isTrue();
  }

  @Test
  void theSocketOfRootIsAvailableToo() throws IOException {
    machine.listen(machine.socketOfRoot(), Engines.podman());

    Candidate found = ending(machine.probe(), "/run/podman/podman.sock");

    assertThat(found.usable()).isTrue();
    assertThat(evidence(found)).contains("the socket of root");
  }

  @Test
  void anExplicitHostIsAllThatIsLookedAt() throws IOException {
    SocketServer other = machine.listen(machine.socketOfUser(), Engines.podman());
    Path mine = machine.path("mine.sock");
    machine.listen(mine, Engines.podman());
    machine.program("exit 1");

    Candidate only = single(machine.probe(URI.create("unix://" + mine)));

    assertThat(only.origin()).isEqualTo(CandidateOrigin.EXPLICIT);
    assertThat(only.usable()).isTrue();
    assertThat(other.accepted().getCount()).isEqualTo(1);
  }

  @Test
  void dockerBehindASocketOfPodmansIsLeftToItsOwnBackend() throws IOException {
    machine.listen(machine.socketOfUser(), Engines.docker());

    Candidate found = ending(machine.probe(), "run/me/podman/podman.sock");

    assertThat(found.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(found.flavour()).contains("Docker Engine");
    assertThat(evidence(found)).contains("it is Docker, which the Podman backend leaves");
    assertThat(remedy(found)).contains("-r docker");
  }

  @Test
  void podmanBehindDockersSocketIsFoundAndDockerThereIsNotMentioned() throws IOException {
    SocketServer server = machine.listen(machine.dockersSocket(), Engines.podman());

    Candidate found = ending(machine.probe(), "var/run/docker.sock");

    assertThat(found.usable()).isTrue();
    assertThat(evidence(found)).contains("Docker's default socket");
    server.close();
    Files.delete(machine.dockersSocket());
    machine.listen(machine.dockersSocket(), Engines.docker());
    assertThat(machine.probe()).noneMatch(one -> one.endpoint().toString().contains("docker"));
  }

  @Test
  void podmanThatDockersVariableNamesIsNamedByIt() throws IOException {
    Path socket = machine.path("mine.sock");
    machine.listen(socket, Engines.podman());
    machine.variable("DOCKER_HOST", "unix://" + socket);

    Candidate mine = ending(machine.probe(), "mine.sock");

    assertThat(mine.usable()).isTrue();
    assertThat(mine.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    assertThat(evidence(mine)).contains("DOCKER_HOST -> unix://");
  }

  @Test
  void dockersVariableThatNamesNothingOrAnotherMachineIsNoneOfPodmansBusiness() {
    for (String host : List.of("unix:///nowhere/docker.sock", "ssh://far", "no address at all")) {
      machine.variable("DOCKER_HOST", host);
      assertThat(machine.probe())
          .as(host)
          .noneMatch(one -> one.origin() == CandidateOrigin.VARIABLE);
    }
  }

  @Test
  void aSocketOfBothKindsOfPlacesIsLookedAtOnce() throws IOException {
    machine.listen(machine.socketOfUser(), Engines.podman());
    Files.createSymbolicLink(machine.dockersSocket(), machine.socketOfUser());

    List<Candidate> candidates = machine.probe();

    assertThat(candidates.stream().filter(Candidate::usable)).hasSize(1);
    assertThat(evidence(ending(candidates, "run/me/podman/podman.sock")))
        .contains("Docker's default socket -> the same");
  }

  @Test
  void aPodmanWithoutTheRightsOfRootSaysSoAndWhatItNeeds() throws IOException {
    machine.listen(machine.socketOfUser(), Engines.rootless());
    machine.write("proc/sys/net/ipv4/ip_unprivileged_port_start", "1024");
    machine.write("sys/fs/selinux/enforce", "1");
    machine.executable("bin/newuidmap").executable("bin/newgidmap").executable("bin/slirp4netns");

    Candidate bare = ending(machine.probe(), "run/me/podman/podman.sock");

    assertThat(bare.flavour()).contains("Podman, rootless");
    assertThat(evidence(bare))
        .contains("0 user ids and 0 group ids")
        .contains("ports below 1024 cannot: sudo sysctl net.ipv4.ip_unprivileged_port_start=80")
        .contains("SELinux -> enforcing");
    assertThat(remedy(bare))
        .contains("usermod --add-subuids")
        .contains(machine.user())
        .contains("podman system migrate");

    machine.write("etc/subuid", "other:1:9", machine.user() + ":100000:65536");
    machine.write("etc/subgid", machine.user() + ":100000:65536");
    machine.write("proc/sys/net/ipv4/ip_unprivileged_port_start", "80");
    Candidate mended = ending(machine.probe(), "run/me/podman/podman.sock");

    assertThat(evidence(mended))
        .contains("65536 user ids and 65536 group ids")
        .contains("ports from 80 can be published");
    assertThat(mended.remedy()).isEmpty();
  }

  @Test
  void aPodmanThatIsTooOldIsNamedWithWhatIsNeeded() throws IOException {
    machine.listen(machine.socketOfUser(), Engines.podman("3.4.4", "1.40", false));

    Candidate found = ending(machine.probe(), "run/me/podman/podman.sock");

    assertThat(found.usable()).isFalse();
    assertThat(remedy(found)).contains("Podman 4.0");
  }

  @Test
  void onWindowsTheNamedPipeIsReportedWithTheWayRoundIt() {
    Candidate only = single(machine.system(OperatingSystem.WINDOWS).probe());

    assertThat(only.endpoint().uri().getScheme()).isEqualTo("npipe");
    assertThat(remedy(only)).contains("WSL");
  }

  private static Candidate single(List<Candidate> candidates) {
    assertThat(candidates).hasSize(1);
    return candidates.get(0);
  }

  @Test
  void whatItToldWhenItWasFoundIsNotAskedAgainAsItIsOpened() throws IOException {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    Path socket = machine.path("mine.sock");
    machine.listen(socket, Engines.podman(asked));
    machine.variable("CONTAINER_HOST", "unix://" + socket);
    PodmanProvider provider = new PodmanProvider();
    Candidate found =
        provider.probe(machine.context()).filter(Candidate::usable).blockFirst(Machine.LIMIT);
    for (int opened = 1; opened <= 2; opened++) {
      provider
          .open(found.endpoint(), BackendOptions.defaults())
          .flatMap(Backend::close)
          .block(Machine.LIMIT);
      assertThat(asked.stream().filter("/info"::equals)).hasSize(opened);
    }
  }
}
