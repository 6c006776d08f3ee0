package dev.fairlead.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command against real runtimes, as a user has it. */
@OnEachRuntime
class RunCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter LiveRuntime runtime;
  @TempDir Path home;

  private final String name = "fairlead-app-" + UUID.randomUUID().toString().substring(0, 8);

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

  @Test
  void bothStreamsAndTheExitCodeArrive() throws IOException {
    runtime.requires(home, "attach-streams-apart");
    Cli.Result result =
        cli().run("run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; exit 7");
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
    assertThat(result.code()).isEqualTo(7);
  }

  @Test
  void standardInputEndsTheProgramAndArrivesWhole() throws IOException, NoSuchAlgorithmException {
    byte[] bytes = new byte[50_000_000];
    new Random(1).nextBytes(bytes);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(cli().input(bytes).run("run", "-i", "--rm", "busybox", "sha256sum").out())
        .isEqualTo(digest + "  -\n");
    runtime.requires(home, "attach-bytes-exact");
    assertThat(cli().input(bytes).run("run", "-i", "--rm", "busybox", "cat").bytes())
        .isEqualTo(bytes);
  }

  @Test
  void aContainerLivesThroughAllItsCommands() throws IOException {
    runtime.requires(home, "create-without-start", "start-again", "pause", "kill");
    assertThat(cli().run("create", "--name", name, "busybox", "sleep", "60").code()).isZero();
    assertThat(cli().run("create", "--name", name, "busybox", "sleep", "60").code()).isZero();
    assertThat(cli().run("create", "--name", name, "busybox", "sleep", "61"))
        .satisfies(
            result -> {
              assertThat(result.code()).isEqualTo(125);
              assertThat(result.err()).contains("command").contains(name);
            });
    assertThat(cli().run("start", name).out()).isEqualTo(name + "\n");
    assertThat(cli().run("exec", name, "sh", "-c", "exit 5").code()).isEqualTo(5);
    assertThat(cli().run("exec", name, "no-such-program").code()).isEqualTo(127);
    assertThat(cli().run("pause", name).code()).isZero();
    assertThat(state()).isEqualTo("paused");
    assertThat(cli().run("unpause", name).code()).isZero();
    assertThat(cli().run("restart", "-t", "0", name).code()).isZero();
    assertThat(state()).isEqualTo("running");
    assertThat(cli().run("kill", "-s", "KILL", name).code()).isZero();
    assertThat(cli().run("wait", name))
        .satisfies(
            result -> {
              assertThat(result.out()).isEqualTo("137\n");
              assertThat(result.code()).isEqualTo(137);
            });
    assertThat(cli().run("rm", name).code()).isZero();
    assertThat(cli().run("rm", name).code()).isEqualTo(125);
  }

  private String state() throws IOException {
    return JSON.readTree(cli().run("inspect", name).out()).get(0).get("state").asText();
  }

  @Test
  void documentsAreJson() throws IOException {
    cli().run("run", "-d", "--name", name, "-l", "test=" + name, "busybox", "sleep", "60");
    JsonNode ps = JSON.readTree(cli().run("-o", "json", "ps", "-f", "label=test=" + name).out());
    assertThat(ps).hasSize(1);
    assertThat(ps.get(0).get("name").asText()).isEqualTo(name);
    assertThat(JSON.readTree(cli().run("-o", "json", "inspect", name).out())).hasSize(1);
    JsonNode doctor = JSON.readTree(cli().run("-o", "json", "doctor").out());
    assertThat(doctor.get("chosen").get("runtime").asText()).isEqualTo(runtime.id());
    assertThat(JSON.readTree(cli().run("-o", "json", "plan", "busybox").out()).get("fields"))
        .isNotEmpty();
    assertThat(JSON.readTree(cli().run("-o", "json", "capabilities").out()).get("capabilities"))
        .isNotEmpty();
  }

  @Test
  void psShowsTheCommandAndSinceWhenItRuns() {
    cli().run("run", "-d", "--name", name, "-l", "test=" + name, "busybox", "sleep", "60");
    assertThat(cli().run("ps", "-f", "label=test=" + name).out().lines().skip(1))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("\"sleep 60\"")
        .containsPattern("Up (Less than a second|\\d+ seconds?)")
        .contains(name);
    String part = name.substring(2);
    assertThat(cli().run("ps", "-q", "-f", "name=" + part).out().lines()).hasSize(1);
    assertThat(cli().run("ps", "-q", "-f", "name=^" + part).out()).isEmpty();
  }

  @Test
  void logsAreByteExactAndCanBeTimed() throws IOException {
    runtime.requires(home, "log-streams-apart");
    cli().run("run", "-d", "--name", name, "busybox", "sh", "-c", "printf 'a\\nb'; echo c >&2");
    cli().run("wait", name);
    assertThat(cli().run("logs", name))
        .satisfies(
            result -> {
              assertThat(result.out()).isEqualTo("a\nb");
              assertThat(result.err()).isEqualTo("c\n");
            });
    assertThat(cli().run("logs", "-f", "-t", name).out()).matches("(?s)20..-..-..T\\S+Z a\n.*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run --rm no/such:image true | 125 | no/such:image",
        "run -r nonsense busybox true | 125 | nonsense",
        "run --rm -p 80:x busybox true | 2 | 80:x",
        "run --rm -p 99999:80 busybox true | 2 | 99999",
        "run --rm -m lots busybox true | 2 | lots",
        "run --rm busybox no-such-program | 127 | no-such-program",
        "run --rm busybox /etc/passwd | 126 | /etc/passwd",
        "run --no-such-flag busybox | 2 | --no-such-flag",
        "logs no-such-container | 125 | no-such-container",
        "exec no-such-container true | 125 | no-such-container"
      })
  void badInputGetsOneLineThatSaysWhatToDo(String line, int code, String names) {
    String marked = line.replaceFirst("^run ", "run -l test=" + name + " ");
    Cli.Result result = cli().run(marked.split(" "));
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("fairlead: ").contains(names);
  }

  @Test
  void aDirectoryThatCannotBeMountedIsNamed() {
    badInputGetsOneLineThatSaysWhatToDo(
        "run --rm -v /no/such/dir:/x busybox true",
        125,
        runtime == LiveRuntime.KUBERNETES ? "bind-mounts" : "/no/such/dir");
  }

  @Test
  void aNameInUseIsRefusedAndItsHolderStays() {
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "60");
    assertThat(cli().run("run", "-d", "--name", name, "busybox", "sleep", "60").code())
        .isEqualTo(125);
    Cli.Result second = cli().run("run", "--rm", "--name", name, "busybox", "sleep", "60");
    assertThat(second.code()).isEqualTo(125);
    assertThat(second.err().strip().lines()).hasSize(1);
    assertThat(second.err()).contains(name).contains("rm");
    assertThat(cli().run("exec", name, "true").code()).isZero();
  }

  @Test
  void aPortInUseIsNamedWithItsHolder() throws IOException {
    runtime.requires(home, "port-publish");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      String port = Integer.toString(taken.getLocalPort());
      Cli.Result result =
          cli().run("run", "--rm", "-l", "test=" + name, "-p", port + ":80", "busybox", "true");
      assertThat(result.code()).isEqualTo(125);
      assertThat(result.err().strip().lines()).hasSize(1);
      assertThat(result.err()).contains(port);
    }
    cli().run("run", "-d", "--name", name, "-p", "127.0.0.1:18099:80", "busybox", "sleep", "60");
    Cli.Result second =
        cli()
            .run(
                "run", "--rm", "-l", "test=" + name, "-p", "127.0.0.1:18099:80", "busybox", "true");
    assertThat(second.code()).isEqualTo(125);
    assertThat(second.err()).contains("18099").contains(name);
  }

  @Test
  void secretsDoNotShowInPlans() {
    Cli.Result plan = cli().run("plan", "-e", "TOKEN=hunter2", "busybox", "true");
    assertThat(plan.code()).as(plan.toString()).isZero();
    assertThat(plan.out() + plan.err()).contains("TOKEN").doesNotContain("hunter2");
  }

  @Test
  void aForcedRemovalDoesNotWaitForTheTimeToStopIn() {
    cli().run("run", "-d", "--name", name, "--stop-timeout", "40", "busybox", "sleep", "60");
    Instant before = Instant.now();
    assertThat(cli().run("rm", "-f", name).code()).isZero();
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void anImageMayBeNamedByItsIdAsListsShowIt() throws IOException {
    runtime.requires(home, "image-list");
    String id = cli().run("image", "inspect", "-f", "{{.id}}", "busybox").out().strip();
    String digits = id.substring("sha256:".length());
    for (String written : List.of(id, digits, digits.substring(0, 12))) {
      Cli.Result result = cli().run("run", "--rm", written, "echo", "by id");
      assertThat(result.out()).as(result.toString()).isEqualTo("by id\n");
    }
    Cli.Result missing = cli().run("run", "--rm", "--pull", "never", "deadbeefdead", "true");
    assertThat(missing.code()).isEqualTo(125);
    assertThat(missing.err()).contains("deadbeefdead").contains("fairlead image");
  }

  /** The container ends, and is removed, while its output is found not to fit. */
  @Test
  void outputThatIsLostIsSaidThoughTheContainerIsGone() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a system without /dev/full");
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(List.of("run", "--rm", "busybox", "echo", "lost"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(full.toFile());
    builder.environment().putAll(runtime.environment());
    builder.environment().putAll(Map.of("CLASSPATH", Child.classPath(), "HOME", home.toString()));
    Process process = builder.start();
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(125);
    assertThat(said).contains("standard output could not be written").doesNotContain("container");
  }

  private void theFirstByteAndTheExitCodeArrive() {
    Cli.Result result = cli().run("run", "--rm", "busybox", "sh", "-c", "printf x; exit 3");
    assertThat(result.code()).as(result.toString()).isEqualTo(3);
    assertThat(result.out()).as(result.toString()).isEqualTo("x");
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theFirstByteAndTheExitCodeAreNeverLost() {
    for (int i = 0; i < Integer.getInteger("app.sequential", runtime.runsInARow()); i++) {
      theFirstByteAndTheExitCodeArrive();
    }
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void theFirstByteAndTheExitCodeAreNeverLostAtOnce() throws Exception {
    int runs = Integer.getInteger("app.concurrent", 10);
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      Callable<Void> run =
          () -> {
            theFirstByteAndTheExitCodeArrive();
            return null;
          };
      for (Future<Void> each : threads.invokeAll(Collections.nCopies(runs, run))) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
