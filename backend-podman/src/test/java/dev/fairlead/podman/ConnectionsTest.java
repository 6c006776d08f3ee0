package dev.fairlead.podman;

import static dev.fairlead.podman.Machine.ending;
import static dev.fairlead.podman.Machine.evidence;
import static dev.fairlead.podman.Machine.remedy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Podman's variables and connections name. */
class ConnectionsTest {

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

  private String listening(String name) throws IOException {
    Path socket = machine.path(name + ".sock");
    machine.listen(socket, Engines.podman());
    return "unix://" + socket;
  }

  private static String destination(String name, String uri) {
    return "[engine.service_destinations." + name + "]\nuri = \"" + uri + "\"";
  }

  @Test
  void containerHostIsStrongestAndMayHaveOneSlash() throws IOException {
    machine.variable("CONTAINER_HOST", listening("mine").replace("unix://", "unix:"));
    machine.write("etc/containers/containers.conf", destination("default", listening("other")));
    machine.write("etc/containers/containers.conf.d/1.conf", "[engine]\nactive_service='default'");

    List<Candidate> candidates = machine.probe();

    Candidate mine = ending(candidates, "mine.sock");
    assertThat(mine.usable()).isTrue();
    assertThat(mine.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    assertThat(mine.rank()).isEqualTo(300);
    assertThat(ending(candidates, "other.sock").origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
  }

  @Test
  void theKeyOfContainerHostReachesSsh() {
    machine.variable("CONTAINER_HOST", "ssh://core@127.0.0.1:1/run/podman/podman.sock?secure=true");
    machine.variable("CONTAINER_SSHKEY", "/home/me/.ssh/key");

    Candidate far = ending(machine.probe(), "127.0.0.1:1/run/podman/podman.sock");

    assertThat(far.usable()).isFalse();
    assertThat(far.endpoint().settings())
        .isEqualTo(
            Map.of(
                "ssh-user", "core", "ssh-identity", "/home/me/.ssh/key", "ssh-program", "podman"));
  }

  @Test
  void laterConfigurationsWinAndThatOfTheUserIsTheLast() throws IOException {
    machine.write("usr/share/containers/containers.conf", destination("a", listening("shared")));
    machine.write("etc/containers/containers.conf", destination("b", listening("system")));
    machine.write(
        "home/me/.config/containers/containers.conf",
        "[engine]",
        "active_service = \"a\" # the first",
        "[engine.service_destinations]",
        "a = { uri = '" + listening("user") + "', identity = \"/keys/a\" }");

    List<Candidate> candidates = machine.probe();

    Candidate user = ending(candidates, "user.sock");
    assertThat(user.origin()).isEqualTo(CandidateOrigin.CONFIGURATION);
    assertThat(user.endpoint().setting("connection")).contains("a");
    assertThat(evidence(user)).contains("connection a (").contains(".config/containers");
    assertThat(ending(candidates, "system.sock").usable()).isTrue();
    assertThat(candidates).noneMatch(one -> one.endpoint().toString().endsWith("shared.sock"));
  }

  @Test
  void containersConfIsTheOnlyOneWhereItIsSetSaveForItsOverride() throws IOException {
    machine.write("etc/containers/containers.conf", destination("a", listening("system")));
    machine.write("only.conf", destination("b", listening("only")));
    machine.write("over.conf", destination("c", listening("over")));
    machine.variable("CONTAINERS_CONF", machine.path("only.conf").toString());
    machine.variable("CONTAINERS_CONF_OVERRIDE", machine.path("over.conf").toString());

    List<Candidate> candidates = machine.probe();

    assertThat(ending(candidates, "only.sock").usable()).isTrue();
    assertThat(ending(candidates, "over.sock").usable()).isTrue();
    assertThat(candidates).noneMatch(one -> one.endpoint().toString().endsWith("system.sock"));
  }

  @Test
  void theConnectionsOfPodman5WinOverTheConfiguration() throws IOException {
    machine.write(
        "etc/containers/containers.conf",
        "[engine]\nactive_service = 'a'",
        destination("a", listening("a")),
        destination("b", listening("old")));
    machine.write(
        "home/me/.config/containers/podman-connections.json",
        "{\"Connection\":{\"Default\":\"b\",\"Connections\":{\"b\":{\"URI\":\""
            + listening("new")
            + "\",\"Identity\":\"\"}}},\"Farm\":{}}");

    List<Candidate> candidates = machine.probe();

    assertThat(ending(candidates, "new.sock").origin()).isEqualTo(CandidateOrigin.CONFIGURATION);
    assertThat(ending(candidates, "a.sock").origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
    assertThat(candidates).noneMatch(one -> one.endpoint().toString().endsWith("old.sock"));
  }

  @Test
  void theVariableForAConnectionIsStrongerThanTheDefault() throws IOException {
    machine.write(
        "connections.json",
        "{\"Connection\":{\"Default\":\"a\",\"Connections\":{\"a\":{\"URI\":\"ssh://far/a\"},"
            + "\"b\":{\"URI\":\"ssh://me@127.0.0.1:1/b\",\"Identity\":\"/keys/b\"}}}}");
    machine.variable("PODMAN_CONNECTIONS_CONF", machine.path("connections.json").toString());
    machine.variable("CONTAINER_CONNECTION", "b");

    List<Candidate> candidates = machine.probe();

    Candidate mine = ending(candidates, "127.0.0.1:1/b");
    assertThat(mine.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    assertThat(mine.endpoint().setting("ssh-identity")).contains("/keys/b");
    Candidate other = ending(candidates, "//far/a");
    assertThat(other.origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
    assertThat(evidence(other)).contains("it was not asked");
    assertThat(remedy(other)).isEqualTo("CONTAINER_CONNECTION=a");
  }

  @Test
  void aConnectionThatIsNotThereIsSaidToBeSo() {
    machine.variable("CONTAINER_CONNECTION", "gone");

    Candidate gone = ending(machine.probe(), "connection:gone");

    assertThat(gone.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(gone.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    assertThat(remedy(gone)).contains("podman system connection list");
  }

  @Test
  void aConnectionThroughTlsIsNeverSpokenToWithoutIt() throws IOException {
    machine.write(
        "etc/containers/containers.conf",
        destination("a", "tcp://127.0.0.1:1"),
        "tls_ca = '/ca.pem'");

    assertThat(evidence(ending(machine.probe(), "connection:a"))).contains("not supported");
  }

  @Test
  void brokenFilesAreReportedAndNotQuoted() throws IOException {
    machine.write("etc/containers/containers.conf", "", "active_service = s3cret s3cret");
    machine.write("home/me/.config/containers/podman-connections.json", "{ s3cret");

    List<Candidate> candidates = machine.probe();

    Candidate toml = ending(candidates, "etc/containers/containers.conf");
    assertThat(toml.origin()).isEqualTo(CandidateOrigin.CONFIGURATION);
    assertThat(evidence(toml)).contains("line 2 is not TOML");
    assertThat(remedy(toml)).contains("correct ");
    assertThat(evidence(ending(candidates, "podman-connections.json"))).contains("not a JSON");
    assertThat(candidates.toString()).doesNotContain("s3cret");
  }

  @Test
  void aFileThatOnlyMentionsConnectionsInCommentsIsNotParsed() throws IOException {
    machine.write("etc/containers/containers.conf", "  # active_service = 'a'", "[not TOML");

    assertThat(machine.probe()).noneMatch(one -> one.origin() == CandidateOrigin.CONFIGURATION);
  }

  @Test
  void aSilentConnectionDoesNotKeepTheOthersFromBeingFound() throws IOException {
    machine.listen(machine.path("silent.sock"), SocketServer.silent());
    machine.write(
        "etc/containers/containers.conf",
        destination("a", "unix://" + machine.path("silent.sock")),
        destination("b", listening("b")));

    List<Candidate> candidates =
        new PodmanProvider()
            .probe(machine.context().withDeadline(Duration.ofMillis(800)))
            .collectList()
            .block(Machine.LIMIT);

    assertThat(evidence(ending(candidates, "silent.sock"))).contains("nothing was said");
    assertThat(ending(candidates, "b.sock").usable()).isTrue();
  }
}
