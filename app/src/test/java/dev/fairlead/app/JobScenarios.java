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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as a user has them, with the same words on every runtime. */
abstract class JobScenarios {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT_SECONDS = 50;
  private static final String[] IMAGES = {"--image", "busybox", "--image", "process=host"};

  private static final String SCRIPT =
      """
      echo "$RANK $(basename "$0") <$1> <$2> \\$(RANK) 'é'"
      [ -z "$FAIRLEAD_SCRIPT" ] && exit 5
      """;

  @TempDir Path home;

  private final String name = "job-" + UUID.randomUUID().toString().substring(0, 8);

  /** The command on a machine that has nothing but the runtime. */
  abstract Cli cli();

  /** What makes a command in a process of its own choose the runtime. */
  abstract Map<String, String> environment();

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
    all.addAll(List.of(IMAGES));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  /** The script of the documentation, as a reader would copy it. */
  static String ring() throws IOException {
    String page = Files.readString(Path.of("../docs/jobs.md"));
    int begin = page.indexOf("```sh\n") + "```sh\n".length();
    return page.substring(begin, page.indexOf("```", begin));
  }

  @Test
  void theRingOfTheDocumentationHasTheRightSum() throws IOException {
    Cli.Result result = cli().run(job("--nodes", "4", "--rm", "sh", "-c", ring()));
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
  void aNodeThatFailsEndsTheJobAndIsNamedEverywhere() throws IOException {
    String script =
        "echo here is $RANK; [ $RANK = 1 ] || exec sleep 60; echo no such tensor; exit 3";
    Cli.Result run =
        cli()
            .run(
                job(
                    "--nodes",
                    "3",
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
        .contains("[0] here is 0", "[1] here is 1", "[1] no such tensor", "[2] here is 2");
    assertThat(run.err()).isEqualTo("fairlead: job " + name + ": node 1 failed with exit code 3\n");
    Cli.Result status = cli().run("job", "status", name);
    assertThat(status.out().lines().findFirst())
        .hasValue("job " + name + ": failed, node 1 failed with exit code 3");
    assertThat(status.out()).contains("[1] no such tensor").containsPattern("\n1 +failed +3 ");
    Cli.Result wait = cli().run("job", "wait", name);
    assertThat(wait.code()).isEqualTo(3);
    assertThat(wait.out()).isEqualTo("3\n");
    assertThat(wait.err()).contains("node 1 failed with exit code 3", "[1] no such tensor");
    JsonNode told = JSON.readTree(cli().run("-o", "json", "job", "status", name).out());
    assertThat(told.get("state").asText()).isEqualTo("failed");
    assertThat(told.get("members")).hasSize(3);
    assertThat(told.get("members").get(1).get("exit").get("code").asInt()).isEqualTo(3);
  }

  @Test
  void anotherProcessTakesOverFromOneThatWasKilled() throws Exception {
    String script = "echo first of $RANK; sleep 4; echo last of $RANK";
    Process client = start(job("--nodes", "3", "--master-wait", "0", "--", "sh", "-c", script));
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).startsWith("[").contains("first of");
      client.destroyForcibly();
      assertThat(client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(cli().run("job", "ls", "-q").out().lines()).contains(name);
    Cli.Result logs = cli().run("job", "logs", "-f", name);
    for (int rank = 0; rank < 3; rank++) {
      String tag = "[" + rank + "] ";
      assertThat(logs.out().lines().filter(line -> line.startsWith(tag)))
          .containsExactly(tag + "first of " + rank, tag + "last of " + rank);
    }
    Cli.Result wait = cli().run("job", "wait", name);
    assertThat(wait.code()).as(wait.toString()).isZero();
    assertThat(wait.out()).isEqualTo("0\n");
    assertThat(cli().run("job", "logs", "--rank", "2", "-n", "1", name).out())
        .isEqualTo("[2] last of 2\n");
    assertThat(cli().run("job", "rm", name).out()).isEqualTo(name + "\n");
    assertThat(cli().run("job", "status", name).code()).isEqualTo(125);
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
  void anInterruptEndsTheNodesAndTheirCodeIsTheJobs() throws Exception {
    String script = "trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done";
    Process client = start(job("--nodes", "2", "--master-wait", "0", "--", "sh", "-c", script));
    try (BufferedReader output = client.inputReader()) {
      assertThat(output.readLine()).contains("up");
      assertThat(output.readLine()).contains("up");
      Process kill = new ProcessBuilder("kill", "-s", "INT", "" + client.pid()).start();
      assertThat(kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(client.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(client.exitValue()).isEqualTo(9);
    assertThat(Files.readString(home.resolve("err"))).contains("once more kills them");
  }

  @Test
  void aDetachedJobIsNamedAndCannotBeMadeTwice() throws IOException {
    Cli.Result run = cli().run(job("-d", "--master-wait", "0", "--", "sleep", "60"));
    assertThat(run.code()).as(run.toString()).isZero();
    assertThat(run.out()).isEqualTo(name + "\n");
    Cli.Result again = cli().run(job("--", "true"));
    assertThat(again.code()).isEqualTo(125);
    assertThat(again.err().strip().lines())
        .singleElement()
        .asString()
        .contains("name is in use")
        .contains("fairlead job rm " + name);
    Cli.Result rm = cli().run("job", "rm", name);
    assertThat(rm.code()).isEqualTo(125);
    assertThat(rm.err()).contains("job rm -f");
    JsonNode jobs = JSON.readTree(cli().run("-o", "json", "job", "ls").out());
    assertThat(jobs).anySatisfy(job -> assertThat(job.get("name").asText()).isEqualTo(name));
  }

  @Test
  void aLineOfEachNodeIsADocument() throws IOException {
    Cli.Result run =
        cli()
            .run(
                Stream.of(
                        List.of("-o", "json"),
                        List.of(
                            job("--nodes", "2", "--master-wait", "0", "--", "sh", "-c", "echo hi")))
                    .flatMap(List::stream)
                    .toArray(String[]::new));
    assertThat(run.code()).as(run.toString()).isZero();
    List<JsonNode> documents = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      documents.add(JSON.readTree(line));
    }
    assertThat(documents).hasSize(3);
    assertThat(documents.subList(0, 2))
        .extracting(document -> document.get("rank").asInt() + document.get("line").asText())
        .containsExactlyInAnyOrder("0hi", "1hi");
    assertThat(documents.get(2).get("state").asText()).isEqualTo("succeeded");
    assertThat(documents.get(2).get("exitCode").asInt()).isZero();
  }

  @Test
  void aScriptOfThisMachineIsExecutedByEachNodeWithItsArguments() throws IOException {
    Path script = Files.writeString(home.resolve("train.sh"), SCRIPT);
    Cli.Result run =
        cli()
            .run(
                job(
                    "--nodes",
                    "2",
                    "--master-wait",
                    "0",
                    "-e",
                    "TMPDIR=" + temporary(),
                    "--script",
                    "train.sh",
                    "a b",
                    "$c"));
    assertThat(run.code()).as(run.toString()).isEqualTo(5);
    assertThat(run.out().lines())
        .containsExactlyInAnyOrder(
            "[0] 0 train.sh <a b> <$c> $(RANK) 'é'", "[1] 1 train.sh <a b> <$c> $(RANK) 'é'");
    assertThat(cli().run("job", "rm", name).code()).isZero();
    Files.writeString(script, "#!/bin/cat\nas it stands\n");
    Cli.Result cat = cli().run(job("--master-wait", "0", "--script", "train.sh"));
    assertThat(cat.out()).isEqualTo("[0] #!/bin/cat\n[0] as it stands\n");
    assertThat(cli().run("job", "rm", name).code()).isZero();
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(file -> file.startsWith("fairlead-script"));
    }
    refused(2, "there is no script", "job", "run", "--image", "busybox", "--script", "nowhere.py");
  }

  private static final String SHARES =
      "cd $FAIRLEAD_WORKSPACE; echo $RANK > $RANK; until [ -e $((1 - RANK)) ]; do sleep 0.1; done;"
          + " cat 0 1";

  @Test
  void aWorkspaceIsOneForAllNodesAndGoesWithTheJob() throws IOException {
    Cli.Result result =
        cli()
            .run(
                job(
                    "--nodes",
                    "2",
                    "--master-wait",
                    "0",
                    "--workspace",
                    "/shared",
                    "sh",
                    "-c",
                    SHARES));
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out().lines()).containsExactlyInAnyOrder("[0] 0", "[0] 1", "[1] 0", "[1] 1");
    String volume = name + "-workspace";
    if (hasVolumes()) {
      assertThat(cli().run("volume", "ls", "-q").out()).contains(volume);
    }
    assertThat(cli().run("job", "rm", name).code()).isZero();
    if (hasVolumes()) {
      assertThat(cli().run("volume", "ls", "-q").out()).doesNotContain(volume);
    }
  }

  /** Whether a directory of this machine can be the workspace. */
  boolean mounts() {
    return true;
  }

  @Test
  void aWorkspaceOfThisMachineIsSeenByNodesAndGoesWithTheJob() throws IOException {
    Path base = Files.createDirectory(home.resolve("base"));
    String[] run =
        job(
            "--nodes",
            "2",
            "--master-wait",
            "0",
            "--workdir-base",
            "base",
            "sh",
            "-c",
            SHARES + "; mkdir -p deep; ln -sf / deep/root-$RANK");
    if (!mounts()) {
      refused(125, "--workspace PATH", run);
      assertThat(base).isEmptyDirectory();
      return;
    }
    Cli.Result result = cli().run(run);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out().lines()).containsExactlyInAnyOrder("[0] 0", "[0] 1", "[1] 0", "[1] 1");
    assertThat(base.resolve(name).resolve("1")).content().isEqualTo("1\n");
    assertThat(cli().run("job", "rm", name).code()).isZero();
    assertThat(base).isEmptyDirectory();
    Cli.Result removed =
        cli()
            .run(job("--rm", "--workdir-base", "base", "--", "sh", "-c", "cd $FAIRLEAD_WORKSPACE"));
    assertThat(removed.code()).as(removed.toString()).isZero();
    assertThat(base).isEmptyDirectory();
    Files.createDirectory(base.resolve(name));
    refused(125, "already", job("--workdir-base", "base", "--", "true"));
    assertThat(base.resolve(name)).isEmptyDirectory();
    refused(125, "mkdir -p", job("--workdir-base", "nowhere", "--", "true"));
    Files.delete(base.resolve(name));
    Cli.Result missing = cli().run(job("--workdir-base", "base", "--", "no-such-program"));
    assertThat(missing.code()).as(missing.toString()).isEqualTo(127);
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void aJobIsRunByWhatIsConfigured() throws IOException {
    Path file = Files.createDirectories(home.resolve(".config/fairlead")).resolve("config.yaml");
    String image = runtime().equals("process") ? "host" : "busybox";
    Files.writeString(
        file, "image: " + image + "\npull_policy: Never\nauto_remove: true\nenv: {A: b}\n");
    Cli.Result run = cli().run("job", "run", "--name", name, "--", "sh", "-c", "echo $A");
    assertThat(run.code()).as(run.toString()).isZero();
    assertThat(run.out()).isEqualTo("[0] b\n");
    assertThat(left()).isEmpty();
    Cli.Result kept = cli().run("job", "run", "--name", name, "--no-rm", "--", "true");
    assertThat(kept.code()).as(kept.toString()).isZero();
    assertThat(left()).isNotEmpty();
  }

  /** Whether the runtime says that it has volumes. */
  private boolean hasVolumes() throws IOException {
    JsonNode told = JSON.readTree(cli().run("-o", "json", "capabilities").out());
    for (JsonNode one : told.get("capabilities")) {
      if (one.get("capability").asText().equals("volumes")) {
        return one.get("declared").asBoolean();
      }
    }
    throw new AssertionError(told);
  }

  @Test
  void aProgramThatIsNotThereIsSaidAndNothingIsMade() {
    Cli.Result run = cli().run(job("--nodes", "2", "--", "no-such-program"));
    assertThat(run.code()).as(run.toString()).isEqualTo(127);
    assertThat(run.err().strip().lines()).singleElement().asString().contains("node 0");
    assertThat(left()).isEmpty();
  }

  @Test
  void badInputIsOneLineAndNothingIsMade() {
    refused(2, "1 to 1000 nodes, not 0", job("--nodes", "0", "--", "true"));
    refused(2, "'x' is not a whole number", job("--nodes", "x", "--", "true"));
    refused(2, "host name", "job", "run", "--name", "A_b", "--image", "busybox", "--", "true");
    refused(2, "--image IMAGE", "job", "run", "--name", name, "--", "true");
    refused(
        2,
        "--image other=IMAGE".replace("other", runtime()),
        "job",
        "run",
        "--name",
        name,
        "--image",
        "other=busybox",
        "--",
        "true");
    refused(2, "the variable RANK", job("-e", "RANK=1", "--", "true"));
    refused(2, "'soon' is not a duration", job("--time-limit", "soon", "--", "true"));
    refused(
        125,
        "node 0",
        "job",
        "run",
        "--name",
        name,
        "--image",
        "no-such-image:9",
        "--pull",
        "Never",
        "--",
        "true");
    refused(125, "fairlead job ls", "job", "status", name);
    refused(125, "fairlead job ls", "job", "wait", name);
    refused(125, "fairlead job ls", "job", "rm", name);
  }

  /** Where nodes have their temporary files. */
  String temporary() {
    return "/tmp";
  }

  /** What is given to {@code --runtime}. */
  abstract String runtime();

  private void refused(int code, String words, String... arguments) {
    Cli.Result result = cli().run(arguments);
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err()).contains(words);
    assertThat(result.err().strip().lines()).hasSize(1);
    assertThat(result.out()).isEmpty();
    assertThat(left()).isEmpty();
  }
}
