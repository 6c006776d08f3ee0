package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Init steps and packages as a user has them, with the same words on every runtime. */
abstract class JobStepScenarios {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT_SECONDS = 50;
  private static final String SLOW = "slow=echo begun; sleep 60";

  /** Installs a package as a file of its name, and knows one that is not there. */
  private static final String INSTALLER =
      """
      #!/bin/sh
      [ "$1 $2 $3" = "-m pip --version" ] && exit 0
      [ "$1 $2 $3 $4" = "-m pip install --target" ] || exit 9
      [ "$6" = nowhere ] && { echo "no matching distribution"; exit 4; }
      echo "installing $6"
      echo "$6 is here" > "$5/$6"
      """;

  @TempDir Path home;

  private final String name = "job-" + UUID.randomUUID().toString().substring(0, 8);

  /** The command on a machine that has nothing but the runtime. */
  abstract Cli cli();

  /** What makes a command in a process of its own choose the runtime. */
  abstract Map<String, String> environment();

  /** What has a directory of this machine, with an installer in it, seen first inside. */
  abstract List<String> seen(Path directory) throws IOException;

  @AfterEach
  void nothingIsLeftBehind() {
    Cli.Result removed = cli().run("job", "rm", "-f", name);
    assertThat(removed.code()).as(removed.toString()).isZero();
    assertThat(left()).isEmpty();
  }

  private String left() {
    return cli().run("ps", "-a", "-q", "-f", "label=dev.fairlead.job=" + name).out();
  }

  private String[] job(String... arguments) {
    List<String> all = new ArrayList<>(List.of("job", "run", "--name", name));
    all.addAll(List.of("--image", "busybox", "--image", "process=host", "--master-wait", "0"));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  @Test
  void stepsRunOnceBeforeTheNodesAndEverybodySeesThem() throws IOException {
    Cli.Result run =
        cli()
            .run(
                job(
                    "--nodes",
                    "2",
                    "-e",
                    "WHAT=data",
                    "--init-step",
                    "first=echo $WHAT of \"<$RANK>\"",
                    "--init-step",
                    "second=echo more",
                    "--",
                    "sh",
                    "-c",
                    "echo node $RANK"));
    assertThat(run.code()).as(run.toString()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(0, 2)).containsExactly("[first] data of <>", "[second] more");
    assertThat(lines.subList(2, lines.size()))
        .containsExactlyInAnyOrder("[0] node 0", "[1] node 1");
    assertThat(cli().run("job", "logs", "--step", "second", name).out())
        .isEqualTo("[second] more\n");
    assertThat(cli().run("job", "logs", "--step", "first,node", "--rank", "1", name).out().lines())
        .containsExactly("[first] data of <>", "[1] node 1");
    Cli.Result wrong = cli().run("job", "logs", "--step", "third", name);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("node, first, second, and no third");
    JsonNode told = JSON.readTree(cli().run("-o", "json", "job", "status", name).out());
    assertThat(told.get("state").asText()).isEqualTo("succeeded");
    assertThat(told.get("members")).hasSize(2);
    assertThat(told.get("steps"))
        .extracting(step -> step.get("step").asText() + " " + step.get("state").asText())
        .containsExactly("first succeeded", "second succeeded");
    assertThat(cli().run("job", "status", name).out()).containsPattern("\nfirst +succeeded +0 ");
  }

  @Test
  void aStepThatFailsEndsTheStartAndLeavesNothing() {
    Cli.Result run =
        cli().run(job("--init-step", "fetch=echo no such host; exit 3", "--", "echo", "never"));
    assertThat(run.code()).as(run.toString()).isEqualTo(125);
    assertThat(run.out()).doesNotContain("never");
    assertThat(run.err().strip().lines())
        .singleElement()
        .asString()
        .contains("init step fetch failed with exit code 3", "no such host");
    assertThat(left()).isEmpty();
    Cli.Result late =
        cli().run(job("-d", "--init-step", SLOW, "--init-timeout", "slow=1s", "--", "true"));
    assertThat(late.code()).as(late.toString()).isEqualTo(125);
    assertThat(late.err()).contains("init step slow did not end within 1000 ms");
    assertThat(left()).isEmpty();
  }

  @Test
  void aClientThatIsKilledInAStepLeavesAJobThatIsSeenAndRemoved() throws Exception {
    Process client = start(job("--init-step", SLOW, "--", "true"));
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).isEqualTo("[slow] begun");
      client.destroyForcibly();
      assertThat(client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(cli().run("job", "ls", "-q").out().lines()).contains(name);
    assertThat(cli().run("job", "status", name).out())
        .startsWith("job " + name + ": starting\n")
        .containsPattern("\nslow +running ");
    assertThat(cli().run("job", "logs", name).out()).isEqualTo("[slow] begun\n");
    Cli.Result kept = cli().run("job", "rm", name);
    assertThat(kept.code()).isEqualTo(125);
    assertThat(kept.err()).contains("job rm -f");
    assertThat(cli().run("job", "rm", "-f", name).code()).isZero();
    assertThat(left()).isEmpty();
  }

  @Test
  void anInterruptInAStepTakesAllBack() throws Exception {
    Process client = start(job("--init-step", SLOW, "--", "true"));
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).isEqualTo("[slow] begun");
      Process kill = new ProcessBuilder("kill", "-s", "INT", "" + client.pid()).start();
      assertThat(kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(client.exitValue()).isEqualTo(130);
    assertThat(left()).isEmpty();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(home.resolve("err").toFile());
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().putAll(environment());
    return builder.start();
  }

  @Test
  void packagesAreThereBeforeTheCommandAndFoundFirst() throws IOException {
    Path bin = Files.createDirectory(home.resolve("bin"));
    Path python = Files.writeString(bin.resolve("python3"), INSTALLER);
    assertThat(python.toFile().setExecutable(true)).isTrue();
    List<String> installer = seen(bin);
    Cli.Result run = cli().run(packages(installer, "numpy"));
    assertThat(run.code()).as(run.toString()).isZero();
    assertThat(run.out().lines().filter(line -> line.endsWith("numpy is here")))
        .containsExactlyInAnyOrder("[0] numpy is here", "[1] numpy is here");
    assertThat(run.out().lines().filter(line -> line.endsWith("installing numpy")))
        .containsExactlyInAnyOrderElementsOf(
            shares()
                ? List.of("[pip] installing numpy")
                : List.of("[0] installing numpy", "[1] installing numpy"));
    assertThat(run.out().lines().filter(line -> line.endsWith(":/given"))).hasSize(2);
    assertThat(cli().run("job", "rm", name).code()).isZero();
    assertThat(left()).isEmpty();
    if (shares()) {
      assertThat(cli().run("volume", "ls", "-q").out()).doesNotContain(name);
    } else {
      try (Stream<Path> files = Files.list(home)) {
        assertThat(files).noneMatch(file -> file.toString().contains("fairlead-packages"));
      }
    }
    Cli.Result none = cli().run(packages(installer, "nowhere"));
    assertThat(none.code()).isEqualTo(shares() ? 125 : 4);
    assertThat(none.toString())
        .contains("no matching distribution", "packages could not be installed: exit code 4");
    assertThat(cli().run("job", "rm", "-f", name).code()).isZero();
  }

  private String[] packages(List<String> installer, String what) {
    List<String> all = new ArrayList<>(List.of("--nodes", "2"));
    all.addAll(installer);
    all.addAll(List.of("-e", "PYTHONPATH=/given", "-e", "TMPDIR=" + temporary()));
    all.addAll(List.of("--pip", what, "--", "sh", "-c"));
    all.add("echo $PYTHONPATH; cat ${PYTHONPATH%%:*}/" + what);
    return job(all.toArray(String[]::new));
  }

  /** Whether packages are installed once for all nodes. */
  abstract boolean shares();

  /** Where nodes have their temporary files. */
  abstract String temporary();
}
