package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measuring, waiting and looking at containers of real runtimes, by command. */
@OnEachRuntime
class WatchingCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter LiveRuntime runtime;
  @TempDir Path home;

  private final String name = "fairlead-watch-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonIsThere() {
    assertThat(runtime.endpoint()).isNotNull();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    cli().run("rm", "-f", name);
    assertThat(cli().run("ps", "-a", "-q", "-f", "label=test=" + name).out()).isEmpty();
  }

  private Cli cli() {
    return runtime.cli(home);
  }

  private void run(String... more) {
    String[] line =
        Stream.concat(Stream.of("run", "-d", "--name", name, "-l", "test=" + name), Stream.of(more))
            .toArray(String[]::new);
    assertThat(cli().run(line).code()).isZero();
  }

  private static void oneLine(Cli.Result result, int code, String... words) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("fairlead: ").contains(words);
  }

  @Test
  void statsAreATableAndEndWithTheContainer() throws IOException {
    runtime.requires(home, "stats");
    run("busybox", "sleep", "3");
    Cli.Result result = cli().run("stats", name);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out())
        .startsWith("CONTAINER ID   NAME")
        .contains("MEM USAGE / LIMIT", name, "iB / ", "%")
        .doesNotContain("\u001b");
    oneLine(cli().run("stats", "--no-stream", name), 125, name, "does not run");
    assertThat(cli().run("stats", "--no-stream", "-a", name).out()).containsPattern(name + " +--");
    oneLine(cli().run("stats", "--no-stream", name + "-gone"), 125, name + "-gone");
  }

  @Test
  void topListsProcessesWithTheWantedColumns() throws IOException {
    runtime.requires(home, "top", "kill");
    run("busybox", "sleep", "77");
    assertThat(cli().run("top", name).out()).contains("PID", "sleep 77");
    boolean arguments = runtime.declares(home, "top-arguments");
    Cli.Result chosen = cli().run("top", name, "-o", "pid,args");
    if (arguments) {
      assertThat(chosen.out()).containsPattern("PID +COMMAND\n\\d+ +sleep 77\n");
      oneLine(cli().run("top", name, "-o", "comm"), 125, "PID");
    } else {
      oneLine(chosen, 125, "top-arguments");
    }
    JsonNode rows = JSON.readTree(cli().run("-o", "json", "top", name).out());
    String title = runtime == LiveRuntime.DOCKER ? "CMD" : "COMMAND";
    assertThat(rows.get(0).get(title).asText()).isEqualTo("sleep 77");
    cli().run("kill", name);
    oneLine(cli().run("top", name), 125, "not run");
  }

  @Test
  void aPortThatIsNotPublishedIsNamed() throws IOException {
    runtime.requires(home, "port-publish");
    run("-p", "127.0.0.1::80", "busybox", "sleep", "60");
    oneLine(cli().run("port", name, "81"), 125, "81", name);
    oneLine(cli().run("port", name, "x"), 2, "'x' is not a port");
  }

  @Test
  void aPublishedPortIsNotTakenForAService() throws IOException {
    runtime.requires(home, "port-publish");
    run("-p", "127.0.0.1::80", "busybox", "sh", "-c", "sleep 2; httpd -f -p 80 -h /");
    Instant before = Instant.now();
    Cli.Result result =
        cli().run("wait", "--for", "port=80", "--for", "http=80/etc/hostname:200", name);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("/proc/net/tcp", "answered 200");
    assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
    oneLine(
        cli().run("wait", "--timeout", "5s", "--for", "http=80/no-such-file", name),
        125,
        "answered 404",
        "within 5 s");
  }

  @Test
  void aPortThatOnlyLoopbackReachesIsNotReady() {
    run("busybox", "sh", "-c", "httpd -f -p 127.0.0.1:80 -h /");
    oneLine(
        cli().run("wait", "--timeout", "5s", "--for", "port=80", name), 125, "loopback", "port 80");
  }

  @Test
  void aLineAndAStateAreWaitedFor() throws IOException {
    run("busybox", "sh", "-c", "echo one; sleep 1; echo ready 42; sleep 60");
    JsonNode ready =
        JSON.readTree(cli().run("-o", "json", "wait", "--for", "log=ready [0-9]+", name).out());
    assertThat(ready.get("proof").asText()).isEqualTo("it wrote 'ready 42'");
    assertThat(cli().run("wait", "--for", "running", name).code()).isZero();
    oneLine(
        cli().run("wait", "--timeout", "5s", "--for", "log=never", name), 125, "ready 42", "never");
  }

  @Test
  void healthIsShownAndWaitedFor() throws IOException {
    if (runtime == LiveRuntime.PODMAN && !runtime.declares(home, "health-check")) {
      Cli.Result refused =
          cli().run("run", "--name", name, "--health-cmd", "true", "busybox", "true");
      oneLine(refused, 125, "health-check", "systemd");
      return;
    }
    runtime.requires(home, "health-check");
    run(
        "--health-cmd",
        "test -e /well || { echo still sick; exit 1; }",
        "--health-interval",
        "300ms",
        "--health-retries",
        "2",
        "busybox",
        "sleep",
        "60");
    oneLine(
        cli().run("wait", "--timeout", "5s", "--for", "healthy", name),
        125,
        "unhealthy",
        "still sick",
        "ended with 1");
    assertThat(cli().run("ps", "-f", "label=test=" + name).out()).contains("(unhealthy)");
    cli().run("exec", name, "touch", "/well");
    assertThat(cli().run("wait", "--for", "healthy", name).code()).isZero();
    assertThat(cli().run("ps", "-f", "label=test=" + name).out()).contains("(healthy)");
    assertThat(cli().run("inspect", name).out()).contains("\"health\" : \"healthy\"");
  }

  @Test
  void anEndWhileWaitingIsToldWithItsCodeAndLog() {
    run("busybox", "sh", "-c", "echo bad configuration >&2; sleep 1; exit 9");
    for (String what : List.of("port=80", "log=started", "http=80/", "running")) {
      cli().run("wait", name);
      oneLine(
          cli().run("wait", "--for", what, name), 125, "exit code 9", "bad configuration", name);
    }
    oneLine(cli().run("wait", "--for", "healthy", name), 125, "exit code 9");
  }

  @Test
  void eventsAreFiltered() throws IOException {
    runtime.requires(home, "event-history");
    Instant before = Instant.now().minusSeconds(1);
    run("busybox", "sh", "-c", "exit 5");
    cli().run("wait", name);
    String since = before.toString();
    String until = Instant.now().plusSeconds(1).toString();
    String all =
        cli().run("events", "--since", since, "--until", until, "-f", "container=" + name).out();
    assertThat(all).contains("create", "start", "die").contains("(exit code 5)");
    Cli.Result only =
        cli()
            .run(
                "-o",
                "json",
                "events",
                "--since",
                since,
                "--until",
                until,
                "-f",
                "label=test=" + name,
                "-f",
                "event=die",
                "-f",
                "type=container");
    JsonNode event = JSON.readTree(only.out());
    assertThat(only.out().lines()).hasSize(1);
    assertThat(event.get("action").asText()).isEqualTo("exited");
    assertThat(event.get("exitCode").asInt()).isEqualTo(5);
    assertThat(
            cli()
                .run(
                    "events",
                    "--since",
                    since,
                    "--until",
                    until,
                    "-f",
                    "container=" + name,
                    "-f",
                    "event=paused")
                .out())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait --for noon x | 2 | cannot be waited for",
        "wait --for port=0 x | 2 | 1 to 65535",
        "wait --for log=( x | 2 | regular expression",
        "wait --for http=x x | 2 | http=PORT/PATH",
        "wait --for running no-such-container | 125 | no-such-container",
        "events -f event=nonsense | 2 | is not an event",
        "events -f nonsense | 2 | is not a filter",
        "events -f type=nonsense | 2 | kind of thing",
        "top no-such-container | 125 | no-such-container",
        "port no-such-container | 125 | no-such-container"
      })
  void badInputGetsOneLine(String line, int code, String words) {
    Cli.Result result = cli().run(line.split(" "));
    assertThat(result.out()).isEmpty();
    oneLine(result, code, words);
  }
}
