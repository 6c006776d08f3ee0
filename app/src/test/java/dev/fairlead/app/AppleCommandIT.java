package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on Apple's program, which a stand-in plays on this machine. */
class AppleCommandIT {

  private static final String PROGRAM = "FAIRLEAD_APPLE_PROGRAM";
  private static final long LIMIT_SECONDS = 120;

  /** Others may have containers there, too. */
  private final String name = "apple-" + UUID.randomUUID();

  @TempDir Path home;
  private Path program;
  private String settings;

  @BeforeEach
  void aProgramInFrontOfPodman() throws IOException {
    program = Path.of("..", "testbed", "apple", "container").toRealPath();
    settings = Path.of(RealRuntime.podmanSettings().get("CONTAINERS_CONF")).getParent().toString();
  }

  private Cli cli() {
    return new Cli(home)
        .with("FAIRLEAD_TEST_PODMAN_SETTINGS", settings)
        .with("FAIRLEAD_APPLE_STAGE", home.toString());
  }

  private Cli named() {
    return cli().with(PROGRAM, program.toString());
  }

  private List<String> containers() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.toString(), "list", "--all", "--quiet");
    builder.environment().put("FAIRLEAD_TEST_PODMAN_SETTINGS", settings);
    Process list = builder.start();
    String ids = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(list.waitFor()).isZero();
    return ids.lines().toList();
  }

  @Test
  void aRunHasItsOutputAndItsCode() throws Exception {
    Cli.Result run =
        named()
            .run(
                "-r",
                "apple",
                "run",
                "--rm",
                "--name",
                name,
                "busybox",
                "sh",
                "-c",
                "echo hi; exit 6");
    assertThat(run.out()).as(run.toString()).isEqualTo("hi\n");
    assertThat(run.code()).isEqualTo(6);
    assertThat(containers()).doesNotContain(name);
  }

  @Test
  void aProgramCanBeNamedAsAnEndpoint() {
    Cli.Result run =
        cli().run("-H", "apple://" + program, "run", "--rm", "busybox", "sh", "-c", "echo hi");
    assertThat(run.out()).as(run.toString()).isEqualTo("hi\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void anInterruptedRunLeavesNoContainerAndNoChild() throws Exception {
    interrupted(pid -> List.of(pid));
  }

  /** As {@code timeout} does when the time is up, and a terminal with a Ctrl-C. */
  @Test
  void aSignalToTheWholeProcessGroupIsForFairleadAlone() throws Exception {
    interrupted(pid -> List.of(pid, "-" + pid));
  }

  private void interrupted(Function<String, List<String>> whom) throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid", "--"));
    command.addAll(Child.command());
    command.addAll(List.of("-r", "apple", "run", "--rm", "--name", name, "busybox"));
    command.addAll(List.of("sh", "-c", "trap 'exit 42' INT; echo up; while :; do sleep 0.1; done"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().put(PROGRAM, program.toString());
    builder.environment().put("FAIRLEAD_TEST_PODMAN_SETTINGS", settings);
    Process run = builder.start();
    try {
      BufferedReader output = run.inputReader();
      assertThat(output.readLine()).isEqualTo("up");
      List<ProcessHandle> children = run.descendants().toList();
      assertThat(children).isNotEmpty();
      List<String> kill = new ArrayList<>(List.of("kill", "-s", "INT", "--"));
      kill.addAll(whom.apply(Long.toString(run.pid())));
      new ProcessBuilder(kill).start().waitFor();
      assertThat(run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(output.lines()).noneMatch(line -> line.contains("failed to send signal"));
      assertThat(run.exitValue()).isEqualTo(42);
      assertThat(containers()).doesNotContain(name);
      for (ProcessHandle child : children) {
        child.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      run.destroyForcibly();
    }
  }

  /** Java itself ends what only looks, and a log that is followed never ends by itself. */
  @Test
  void aFollowerEndsWithTheCommand() throws Exception {
    Cli.Result made =
        named().run("-r", "apple", "run", "-d", "--name", name, "busybox", "sleep", "60");
    assertThat(made.code()).as(made.toString()).isZero();
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(List.of("-r", "apple", "logs", "-f", name));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().put(PROGRAM, program.toString());
    builder.environment().put("FAIRLEAD_TEST_PODMAN_SETTINGS", settings);
    Process logs = builder.start();
    try {
      List<ProcessHandle> followers = List.of();
      for (int look = 0; followers.isEmpty() && look < LIMIT_SECONDS; look++) {
        logs.waitFor(1, TimeUnit.SECONDS);
        followers = logs.descendants().filter(AppleCommandIT::follows).toList();
      }
      assertThat(followers).isNotEmpty();
      new ProcessBuilder("kill", "-s", "INT", Long.toString(logs.pid())).start().waitFor();
      assertThat(logs.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (ProcessHandle follower : followers) {
        follower.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      logs.destroyForcibly();
      named().run("-r", "apple", "rm", "-f", name);
    }
  }

  private static boolean follows(ProcessHandle process) {
    return process.info().arguments().filter(all -> List.of(all).contains("--follow")).isPresent();
  }

  @Test
  void theDoctorSaysWhyItIsAbsentOnLinux() {
    Cli.Result doctor = new Cli(home).run("-r", "apple", "doctor", "--all");
    assertThat(doctor.out() + doctor.err()).contains("Apple's container runs on macOS only");
  }

  @Test
  void theDoctorNamesTheRemedyForAServiceThatIsDown() throws IOException {
    Files.writeString(home.resolve("control"), "DOWN=yes\n");
    Cli.Result doctor = named().run("-r", "apple", "doctor");
    assertThat(doctor.out())
        .contains("unhealthy")
        .contains("container system start --enable-kernel-install");
  }
}
