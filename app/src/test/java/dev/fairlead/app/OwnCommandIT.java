package dev.fairlead.app;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What a container is and what it wrote, as the runtime's own command tells it. */
@OnEachOwnCommand
class OwnCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter LiveRuntime runtime;
  @TempDir Path home;

  private final String name = "fairlead-own-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonIsThere() {
    assertThat(runtime.endpoint()).isNotNull();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    cli().run("rm", "-f", name);
    cli().run("volume", "rm", name);
  }

  private Cli cli() {
    return runtime.cli(home);
  }

  private String done(String... line) {
    Cli.Result result = cli().run(line);
    assertThat(result.code()).as(result::toString).isZero();
    return result.out();
  }

  @Test
  void inspectSaysWhatTheRuntimesOwnCommandSays() throws IOException {
    done(
        "run",
        "-d",
        "--name",
        name,
        "-l",
        "test=" + name,
        "-p",
        "127.0.0.1::80",
        "-v",
        name + ":/data",
        "busybox",
        "sleep",
        "600");
    JsonNode mine = JSON.readTree(done("inspect", name)).get(0);
    JsonNode theirs = own();

    assertThat(mine.get("id")).isEqualTo(theirs.get("Id"));
    assertThat("/" + mine.get("name").asText()).endsWith(theirs.get("Name").asText());
    assertThat(mine.get("imageId").asText()).endsWith(theirs.get("Image").asText());
    assertThat(mine.get("command")).isEqualTo(theirs.at("/Config/Cmd"));
    assertThat(mine.get("labels")).isEqualTo(theirs.at("/Config/Labels"));
    assertThat(mine.get("state")).isEqualTo(theirs.at("/State/Status"));
    assertThat(mine.get("pid")).isEqualTo(theirs.at("/State/Pid"));
    assertThat(mine.get("restartCount")).isEqualTo(theirs.get("RestartCount"));
    assertThat(moment(mine.get("createdAt"))).isEqualTo(moment(theirs.get("Created")));
    assertThat(moment(mine.get("startedAt"))).isEqualTo(moment(theirs.at("/State/StartedAt")));
    assertThat(mine.at("/mounts/0/source")).isEqualTo(theirs.at("/Mounts/0/Name"));
    assertThat(mine.at("/mounts/0/target")).isEqualTo(theirs.at("/Mounts/0/Destination"));
    JsonNode network = theirs.at("/NetworkSettings/Networks").get(network(mine));
    assertThat(mine.at("/networks/0/address")).isEqualTo(network.get("IPAddress"));
    assertThat(mine.at("/networks/0/macAddress")).isEqualTo(network.get("MacAddress"));
    JsonNode port = theirs.at("/NetworkSettings/Ports").get("80/tcp").get(0);
    assertThat(mine.at("/ports/0/hostAddress")).isEqualTo(port.get("HostIp"));
    assertThat(mine.at("/ports/0/hostPort").asText()).isEqualTo(port.get("HostPort").asText());
  }

  private static String network(JsonNode mine) {
    return mine.at("/networks/0/network").asText();
  }

  private static Instant moment(JsonNode time) {
    return Instant.parse(time.asText());
  }

  @Test
  void inspectTellsTheEndAsTheRuntimesOwnCommandDoes() throws IOException {
    done("run", "-d", "--name", name, "busybox", "sh", "-c", "exit 37");
    assertThat(cli().run("wait", name).out().strip()).isEqualTo("37");
    // Podman calls it stopped until its clean-up has been there.
    Traces.await(
        Duration.ofSeconds(20), () -> !own().at("/State/Status").asText().equals("stopped"));
    JsonNode mine = JSON.readTree(done("inspect", name)).get(0);
    JsonNode theirs = own();
    assertThat(mine.get("state")).isEqualTo(theirs.at("/State/Status"));
    assertThat(mine.at("/exit/code")).isEqualTo(theirs.at("/State/ExitCode"));
    assertThat(moment(mine.get("finishedAt"))).isEqualTo(moment(theirs.at("/State/FinishedAt")));
  }

  private JsonNode own() {
    try {
      return JSON.readTree(runtime.own("inspect", name)).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void logsAreThoseOfTheRuntimesOwnCommand() throws IOException {
    done(
        "run",
        "-d",
        "--name",
        name,
        "busybox",
        "sh",
        "-c",
        "seq 1 2000; head -c 40000 /dev/zero | tr '\\0' x; echo; echo 'ü €'; printf last");
    done("wait", name);
    String theirs = runtime.own("logs", name);
    // Podman's command ends each line, also the one that its writer did not end.
    assertThat(done("logs", name))
        .isEqualTo(runtime == LiveRuntime.PODMAN ? theirs.stripTrailing() : theirs)
        .hasSizeGreaterThan(48_000);
  }

  /** Of short and whole lines: the tail of others is another one with Podman's command. */
  @Test
  void theTailOfALogIsThatOfTheRuntimesOwnCommand() throws IOException {
    done("run", "-d", "--name", name, "busybox", "seq", "1", "2000");
    done("wait", name);
    String[] tail = {"logs", "--tail", "3", name};
    assertThat(done(tail)).isEqualTo(runtime.own(tail)).isEqualTo("1998\n1999\n2000\n");
    String[] times = {"logs", "-t", name};
    assertThat(times(done(times))).hasSize(2000).isEqualTo(times(runtime.own(times)));
  }

  /** Each may write a time in a form of its own, and Podman's API tells them in seconds. */
  private List<Instant> times(String log) {
    return Pattern.compile("^\\S+T\\S+(?= )", Pattern.MULTILINE)
        .matcher(log)
        .results()
        .map(found -> Instant.parse(found.group()))
        .map(time -> runtime == LiveRuntime.PODMAN ? time.truncatedTo(SECONDS) : time)
        .toList();
  }
}
