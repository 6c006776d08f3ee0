package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on Apple's program, by its stand-in: the command that runs one stays attached to it. */
class AppleJobIT {

  private static final long LIMIT_SECONDS = 60;
  private static final List<String> IMAGES =
      List.of("--image", "busybox", "--image", "process=host");

  @TempDir Path home;

  private final String name = "job-" + UUID.randomUUID().toString().substring(0, 8);
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void aProgramInFrontOfPodman() throws IOException {
    String conf = RealRuntime.behindAppleStandIn().get("CONTAINERS_CONF");
    environment =
        Map.of(
            "FAIRLEAD_RUNTIME",
            "apple",
            "FAIRLEAD_APPLE_PROGRAM",
            Path.of("..", "testbed", "apple", "container").toRealPath().toString(),
            "FAIRLEAD_TEST_PODMAN_SETTINGS",
            Path.of(conf).getParent().toString());
  }

  @AfterEach
  void nothingIsLeftBehind() {
    if (environment.isEmpty()) {
      return;
    }
    assertThat(ProcessHandle.current().descendants())
        .as("what the commands of this process were attached to")
        .noneMatch(child -> child.info().commandLine().orElse("").contains(name));
    Cli.Result removed = run("job", "rm", "-f", name);
    assertThat(removed.code()).as(removed.toString()).isZero();
    assertThat(left()).isEmpty();
  }

  private Cli.Result run(String... arguments) {
    Cli cli = new Cli(home);
    environment.forEach(cli::with);
    return cli.run(arguments);
  }

  private String[] job(String... arguments) {
    List<String> all = new ArrayList<>(List.of("job", "run", "--name", name));
    all.addAll(IMAGES);
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  /** Containers, and what was made beside them. */
  private List<String> left() {
    return List.of("ps -a -q", "network ls -q", "volume ls -q").stream()
        .map(list -> run(list.split(" ")))
        .flatMap(list -> list.out().lines())
        .filter(line -> line.contains(name))
        .toList();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(home.resolve("err").toFile());
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void allEnd(List<ProcessHandle> children) throws Exception {
    assertThat(children).isNotEmpty();
    for (ProcessHandle child : children) {
      child.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void theRingOfTheDocumentationHasTheRightSumAndLeavesNothing() throws IOException {
    Cli.Result result = run(job("--nodes", "4", "--rm", "sh", "-c", JobScenarios.ring()));
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out().lines())
        .containsExactlyInAnyOrder(
            IntStream.range(0, 4)
                .mapToObj(rank -> "[" + rank + "] the sum is 1000")
                .toArray(String[]::new));
    assertThat(result.err()).doesNotContain("rank 0 does not listen");
    assertThat(left()).isEmpty();
  }

  @Test
  void aNodeThatFailsIsTheJobsCodeAndLaterNobodyKnowsIt() {
    String script =
        "echo here is $RANK; [ $RANK = 1 ] || exec sleep 60; echo no such tensor; exit 3";
    Cli.Result run =
        run(
            job(
                "--nodes",
                "2",
                "--master-wait",
                "0",
                "--failure-grace",
                "1s",
                "--stop-timeout",
                "1",
                "--",
                "sh",
                "-c",
                script));
    assertThat(run.code()).as(run.toString()).isEqualTo(3);
    assertThat(run.out().lines())
        .containsExactlyInAnyOrder("[0] here is 0", "[1] here is 1", "[1] no such tensor");
    assertThat(run.err()).isEqualTo("fairlead: job " + name + ": node 1 failed with exit code 3\n");
    Cli.Result status = run("job", "status", name);
    assertThat(status.out()).contains(": failed").containsPattern("\n1 +lost ");
    assertThat(run("job", "wait", name).code()).isEqualTo(125);
    assertThat(run("job", "logs", "--rank", "1", "-n", "1", name).out())
        .isEqualTo("[1] no such tensor\n");
  }

  @Test
  void anInterruptEndsTheNodesAndTheirCodeIsTheJobs() throws Exception {
    String script = "trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done";
    Process client =
        start(job("--nodes", "2", "--rm", "--master-wait", "0", "--", "sh", "-c", script));
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).contains("up");
      assertThat(output.readLine()).contains("up");
      List<ProcessHandle> children = client.descendants().toList();
      Process kill = new ProcessBuilder("kill", "-s", "INT", "" + client.pid()).start();
      assertThat(kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      allEnd(children);
    } finally {
      client.destroyForcibly();
    }
    assertThat(client.exitValue()).as(Files.readString(home.resolve("err"))).isEqualTo(9);
    assertThat(Files.readString(home.resolve("err"))).contains("once more kills them");
    assertThat(left()).isEmpty();
  }

  @Test
  void whatAKilledClientLeavesIsSeenAndNeverGoodAndCanBeRemoved() throws Exception {
    String script = "echo up; [ $RANK = 0 ] && exec sleep 60; sleep 2; exit 0";
    Process client = start(job("--nodes", "2", "--master-wait", "0", "--", "sh", "-c", script));
    List<ProcessHandle> attached;
    List<ProcessHandle> others;
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).contains("up");
      assertThat(output.readLine()).contains("up");
      attached = client.descendants().filter(AppleJobIT::isAttached).toList();
      others = client.descendants().filter(child -> !isAttached(child)).toList();
    } finally {
      client.destroyForcibly();
    }
    assertThat(client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(run("job", "ls", "-q").out().lines()).contains(name);
    Cli.Result wait = run("wait", name + "-node-1");
    assertThat(wait.code()).as(wait.toString()).isNotZero();
    assertThat(run("job", "status", name).out())
        .containsPattern("\n0 +running ")
        .containsPattern("\n1 +lost ");
    assertThat(run("job", "rm", "-f", name).code()).isZero();
    assertThat(left()).isEmpty();
    allEnd(attached);
    others.forEach(ProcessHandle::destroy); // a log that is followed never ends by itself
  }

  private static boolean isAttached(ProcessHandle process) {
    return process.info().arguments().filter(all -> List.of(all).contains("--attach")).isPresent();
  }

  /** There are no times of lines, and rank 0 has an address only as long as it runs. */
  @Test
  void aLineIsADocumentAlsoOfANodeThatEndsAtOnce() {
    List<String> all = new ArrayList<>(List.of("-o", "json"));
    all.addAll(List.of(job("--rm", "--", "echo", "hi")));
    Cli.Result run = run(all.toArray(String[]::new));
    assertThat(run.code()).as(run.toString()).isZero();
    assertThat(run.out().lines().findFirst().orElseThrow()).contains("\"line\":\"hi\"");
  }

  @Test
  void whatCannotBeIsRefusedInOneLineAndNothingIsMade() {
    refused("without -d", job("-d", "--nodes", "2", "--", "true"));
    refused(
        "one running container at a time",
        job("--nodes", "2", "--workspace", "/work", "--", "true"));
  }

  private void refused(String words, String... arguments) {
    Cli.Result result = run(arguments);
    assertThat(result.code()).as(result.toString()).isEqualTo(125);
    assertThat(result.err().strip().lines()).singleElement().asString().contains(words);
    assertThat(result.out()).isEmpty();
    assertThat(left()).isEmpty();
  }
}
