package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** {@code ps}, {@code stats} and {@code port} beside the runtimes' own commands. */
@OnEachOwnCommand
class OwnWatchingIT {

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

  @Test
  void psSaysWhatTheRuntimesOwnCommandSays() throws IOException {
    String label = "test=" + name;
    String exposing = name + "-exposing";
    String[] exposed = {"--expose", "5000-5002", "busybox", "sleep", "600"};
    runtime.own(
        Stream.concat(Stream.of("run", "-d", "--name", exposing, "-l", label), Stream.of(exposed))
            .toArray(String[]::new));
    run("busybox", "sh", "-c", "exit 3");
    cli().run("wait", name);
    try {
      // Podman's command writes the others in words of its own.
      String alike = "{{.ID}} {{.Image}} {{.Names}} {{.Networks}}";
      String format =
          runtime == LiveRuntime.DOCKER
              ? alike + " {{.Command}} {{.Ports}} {{.State}} {{.CreatedAt}} {{.Mounts}}"
              : alike;
      String[] args = {"ps", "-a", "--no-trunc", "-f", "label=" + label, "--format", format};
      assertThat(cli().run(args).out().lines())
          .hasSize(2)
          .containsExactlyInAnyOrderElementsOf(runtime.own(args).lines().toList());
      assertThat(cli().run("ps", "-a", "--no-trunc", "-f", "label=" + label).out())
          .contains("\"sh -c 'exit 3'\"", "5000-5002/tcp");
    } finally {
      cli().run("rm", "-f", exposing);
    }
  }

  @Test
  void statsAgreeWithTheRuntimesOwnCommand() throws IOException {
    run(
        "--cpus",
        "0.5",
        "-m",
        "128m",
        "busybox",
        "sh",
        "-c",
        "head -c 20m /dev/zero > /dev/shm/x; echo full; while :; do :; done");
    assertThat(cli().run("wait", "--for", "log=full", name).code()).isZero();
    CompletableFuture<Cli.Result> mine =
        CompletableFuture.supplyAsync(() -> cli().run("-o", "json", "stats", "--no-stream", name));
    String[] theirs =
        runtime
            .own(
                "stats",
                "--no-stream",
                "--format",
                "{{.CPUPerc}}|{{.MemUsage}}|{{.PIDs}}|{{.MemPerc}}",
                name)
            .strip()
            .split("\\|", -1);
    JsonNode sample = JSON.readTree(mine.join().out());
    // Podman's command tells the mean since the start.
    assertThat(sample.get("cpuPercent").asDouble())
        .isCloseTo(
            Double.parseDouble(theirs[0].replace("%", "")),
            within(runtime == LiveRuntime.DOCKER ? 15.0 : 40.0))
        .isPositive();
    String[] memory = theirs[1].replace(" ", "").split("/", -1);
    assertThat(sample.get("memoryBytes").asDouble())
        .isCloseTo(bytes(memory[0]), within(2.0 * 1024 * 1024));
    assertThat(sample.get("memoryLimitBytes").asDouble())
        .isCloseTo(bytes(memory[1]), within(0.1 * 1024 * 1024));
    assertThat(sample.get("pids").asText()).isEqualTo(theirs[2]);
    assertThat(sample.get("memoryPercent").asDouble())
        .isCloseTo(Double.parseDouble(theirs[3].replace("%", "")), within(2.0));
  }

  /** Docker's command counts in powers of 1024, and Podman's in powers of 1000. */
  private static double bytes(String amount) {
    return amount.endsWith("iB")
        ? SizeSyntax.bytes(amount)
        : Double.parseDouble(amount.replaceFirst("MB$", "")) * 1_000_000;
  }

  @Test
  void portsAreToldAsTheRuntimesOwnCommandTellsThem() throws IOException {
    run("-p", "127.0.0.1::80", "-p", "53/udp", "busybox", "sleep", "60");
    assertThat(cli().run("port", name).out().lines().sorted())
        .containsExactlyElementsOf(runtime.own("port", name).lines().sorted().toList());
    assertThat(cli().run("port", name, "80").out()).isEqualTo(runtime.own("port", name, "80"));
    assertThat(cli().run("port", name, "53/udp").out().lines().sorted())
        .containsExactlyElementsOf(runtime.own("port", name, "53/udp").lines().sorted().toList());
  }
}
