package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Signals to a command in a process of its own, with a real Docker Engine. */
class InterruptIT {

  private static final long LIMIT_SECONDS = 30;
  private static final int MOMENTS = 12;

  @TempDir Path directory;
  private String docker = "";
  private String mark = "";

  @BeforeEach
  void aRealDaemonIsThere() {
    docker = RealRuntime.docker().toString();
    mark = "interrupt-" + UUID.randomUUID();
  }

  @AfterEach
  void nothingIsLeft() {
    if (!docker.isEmpty()) {
      left().lines().forEach(id -> cli().run("rm", "-f", id));
    }
  }

  private Cli cli() {
    return new Cli(directory).with("DOCKER_HOST", docker);
  }

  private String left() {
    return cli().run("ps", "-a", "-q", "-f", "label=test=" + mark).out();
  }

  private Process start(String... arguments) throws IOException {
    List<String> run = new ArrayList<>(List.of("run", "--rm", "-l", "test=" + mark, "busybox"));
    run.addAll(List.of(arguments));
    return fairlead(run);
  }

  private Process fairlead(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DOCKER_HOST", docker);
    return builder.start();
  }

  private static void send(Process to, String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(to.pid())).start();
    assertThat(kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @ParameterizedTest
  @CsvSource({"INT, 42", "TERM, 43", "HUP, 44"})
  void theContainerGetsTheSignalAndItsCodeIsTheCommands(String signal, int code) throws Exception {
    Process run =
        start(
            "sh",
            "-c",
            "trap 'echo INT; exit 42' INT; trap 'echo TERM; exit 43' TERM;"
                + " trap 'echo HUP; exit 44' HUP; echo ready; while :; do sleep 0.1; done");
    BufferedReader output = run.inputReader();
    assertThat(output.readLine()).isEqualTo("ready");
    send(run, signal);
    assertThat(end(run)).isEqualTo(code);
    assertThat(output.lines()).contains(signal);
    assertThat(left()).isEmpty();
  }

  @Test
  void aSecondSignalKills() throws Exception {
    Process run = start("sh", "-c", "trap '' INT; echo ready; while :; do sleep 0.1; done");
    BufferedReader output = run.inputReader();
    assertThat(output.readLine()).isEqualTo("ready");
    send(run, "INT");
    assertThat(output.readLine()).contains("once more kills it");
    Mono.delay(Duration.ofMillis(150)).block(); // at once it would be taken for the same one
    send(run, "INT");
    assertThat(end(run)).isEqualTo(137);
    assertThat(left()).isEmpty();
  }

  /** At moments spread over the time that a whole run takes, so that each step of it is met. */
  @Test
  void nothingIsLeftWheneverTheSignalComes() throws Exception {
    assertThat(end(start("true"))).isZero();
    long begun = System.nanoTime();
    assertThat(end(start("true"))).isZero();
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    for (int moment = 1; moment <= MOMENTS; moment++) {
      Duration after = whole.multipliedBy(moment).dividedBy(MOMENTS);
      Process run = start("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done");
      Mono.delay(after).block();
      send(run, "TERM");
      end(run);
      assertThat(left()).as("after %s of %s", after, whole).isEmpty();
    }
  }

  private String idle() {
    return cli()
        .run("run", "-d", "-l", "test=" + mark, "busybox", "sh", "-c", "while :; do sleep 1; done")
        .out()
        .strip();
  }

  private List<String> sleepers(String id) {
    return cli()
        .run("exec", id, "ps", "-o", "args")
        .out()
        .lines()
        .filter(line -> line.startsWith("sleep 77"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void anExecutedCommandDiesWithItsChildrenAndTheMessageSaysSo(String signal, int code)
      throws Exception {
    String id = idle();
    Process exec =
        fairlead(
            List.of(
                "exec",
                id,
                "sh",
                "-c",
                "trap '' INT TERM HUP; (setsid sleep 7701 &); echo ready; sleep 7702; :"));
    BufferedReader output = exec.inputReader();
    assertThat(output.readLine()).isEqualTo("ready");
    assertThat(sleepers(id)).hasSize(2);
    send(exec, signal);
    assertThat(end(exec)).isEqualTo(code);
    assertThat(output.lines())
        .containsExactly("fairlead: interrupted; the command inside was killed");
    assertThat(sleepers(id)).isEmpty();
  }

  @Test
  void whereAnExecutedCommandCannotBeKilledTheMessageSaysThatItGoesOn() throws Exception {
    String id = idle();
    Process exec =
        fairlead(
            List.of("exec", id, "sh", "-c", "rm /bin/sh /bin/ash; echo ready; exec sleep 7703"));
    BufferedReader output = exec.inputReader();
    assertThat(output.readLine()).isEqualTo("ready");
    send(exec, "INT");
    assertThat(end(exec)).isEqualTo(130);
    assertThat(output.lines())
        .singleElement()
        .asString()
        .contains("could not kill sh in container " + id, "it goes on", "no shell");
    assertThat(sleepers(id)).hasSize(1);
  }

  /** At moments spread over the time that it takes to have one, so that each step is met. */
  @Test
  void nothingThatIsExecutedIsLeftWheneverTheSignalComes() throws Exception {
    String id = idle();
    List<String> whole = List.of("exec", id, "true");
    assertThat(end(fairlead(whole))).isZero();
    long begun = System.nanoTime();
    assertThat(end(fairlead(whole))).isZero();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    for (int moment = 1; moment <= MOMENTS; moment++) {
      Duration after = took.multipliedBy(moment).dividedBy(MOMENTS);
      Process exec = fairlead(List.of("exec", id, "sh", "-c", "trap '' TERM; sleep 7704; :"));
      Mono.delay(after).block();
      send(exec, "TERM");
      end(exec);
      assertThat(sleepers(id)).as("after %s of %s", after, took).isEmpty();
    }
  }

  @Test
  void aClosedPipeEndsAnExecutedCommandToo() throws Exception {
    String id = idle();
    Process exec =
        fairlead(List.of("exec", id, "sh", "-c", "sleep 7705 & while :; do echo more; done"));
    assertThat(exec.inputReader().readLine()).isEqualTo("more");
    exec.getInputStream().close();
    end(exec);
    assertThat(sleepers(id)).isEmpty();
    assertThat(exec.exitValue()).as("as a shell tells of a broken pipe").isEqualTo(141);
  }
}
