package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import dev.fairlead.testing.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command where Podman has no socket, and where it and Docker have each other's. */
class PodmanFindingIT {

  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir Path home;
  private Path runtime;
  private Traces traces;
  private Map<String, String> environment;

  @BeforeEach
  void aMachineWithTheProgramAlone() throws IOException {
    runtime = Files.createDirectory(home.resolve("run"));
    traces = Traces.of(runtime, "fairlead-podman-");
    environment = new HashMap<>(RealRuntime.podmanSettings());
    environment.put("HOME", home.toString());
    environment.put("XDG_RUNTIME_DIR", runtime.toString());
  }

  @Test
  void aRunWorksThroughAPrivateServiceOfWhichNothingIsLeft() throws Exception {
    Child.Result run =
        Child.run(home, environment, "", "-r", "podman", "run", "--rm", "busybox", "echo", "hi");

    assertThat(run.out()).as(run.err()).isEqualTo("hi\n");
    assertThat(run.code()).isZero();
    assertThat(traces.leftAfter(GRACE)).isEmpty();
  }

  @Test
  void aCommandThatIsKilledTakesItsServiceWithIt() throws Exception {
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(List.of("-r", "podman", "events"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("said").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("CLASSPATH", Child.classPath());
    Process events = builder.start();
    try {
      Traces.await(
          Duration.ofSeconds(40),
          () ->
              traces.processes().stream().anyMatch(line -> line.contains("podman system service")));
      assertThat(traces.all()).isNotEmpty();

      events.destroyForcibly();

      assertThat(events.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(traces.leftAfter(GRACE)).isEmpty();
    } finally {
      events.destroyForcibly();
    }
  }

  @Test
  void theDoctorTellsOfTheServiceAndHowToHaveASocketForGood() throws Exception {
    Child.Result doctor = Child.run(home, environment, "", "-r", "podman", "doctor");

    assertThat(doctor.out())
        .contains("podman:///")
        .contains("a private service is started for as long as it is used")
        .contains("systemctl")
        .contains("enable --now podman.socket");
    assertThat(traces.all()).isEmpty();
  }

  @Test
  void dockersVariableMayNamePodman() {
    Cli.Result run =
        new Cli(home)
            .with("DOCKER_HOST", RealRuntime.podman().toString())
            .run("run", "--rm", "busybox", "echo", "hi");

    assertThat(run.out()).as(run.err()).isEqualTo("hi\n");
  }

  @Test
  void theProgramCanBeNamedByItsPath() throws Exception {
    Child.Result run =
        Child.run(home, environment, "", "-H", "podman:///usr/bin/podman", "image", "ls", "-q");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isNotBlank();
  }

  @Test
  void theDoctorTellsThemApartWhenEachAnswersOnTheOthersSocket() throws IOException {
    Path dockers = home.resolve("root/var/run/docker.sock");
    Path podmans = runtime.resolve("podman/podman.sock");
    Files.createDirectories(dockers.getParent());
    Files.createDirectories(podmans.getParent());
    Files.createSymbolicLink(dockers, Path.of(RealRuntime.podman().getPath()));
    Files.createSymbolicLink(podmans, Path.of(RealRuntime.docker().getPath()));

    // On a busy machine a daemon may take longer than a probe waits.
    AtomicReference<String> report = new AtomicReference<>("");
    Traces.await(
        GRACE,
        () -> {
          Cli doctor = new Cli(home).with("XDG_RUNTIME_DIR", runtime.toString());
          report.set(doctor.run("doctor", "--all").out());
          return !report.get().contains("nothing was said");
        });

    assertThat(report.get().lines())
        .anyMatch(line -> line.matches("\\* +podman +available .*/var/run/docker.sock"))
        .anyMatch(line -> line.matches(" +docker +unhealthy .*Podman .*/var/run/docker.sock"))
        .anyMatch(line -> line.matches(" +podman +unhealthy .*Docker .*/podman/podman.sock"));
    assertThat(report.get())
        .contains("it is Podman, which the Docker backend leaves to the Podman backend")
        .contains("it is Docker, which the Podman backend leaves to the Docker backend");
    Files.delete(dockers);
    Files.delete(podmans);
  }
}
