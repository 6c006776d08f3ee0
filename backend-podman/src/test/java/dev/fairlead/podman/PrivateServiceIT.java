package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.testing.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The real program, on a machine without a socket. */
class PrivateServiceIT {

  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path home;
  private Path runtime;
  private Traces traces;
  private ProbeContext machine;

  @BeforeEach
  void aMachineWithTheProgramAlone() throws IOException {
    runtime = Files.createDirectory(home.resolve("run"));
    Path program = home.resolve("root/usr/bin/podman");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\nexec podman \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    traces = Traces.of(runtime, "fairlead-podman-");
    machine = machine(home, runtime);
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(traces.leftAfter(LONG)).isEmpty();
  }

  /** One with the settings of the test-bed's Podman, so that it has an image. */
  static ProbeContext machine(Path home, Path runtime) {
    Map<String, String> environment = new HashMap<>(RealRuntime.podmanSettings());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("XDG_RUNTIME_DIR", runtime.toString());
    return new ProbeContext(
        environment,
        home,
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(10),
        home.resolve("root"));
  }

  static Mono<Backend> open(ProbeContext machine) {
    PodmanProvider provider = new PodmanProvider();
    return provider
        .probe(machine)
        .filter(Candidate::usable)
        .single()
        .flatMap(
            found ->
                provider.open(
                    found.endpoint(),
                    BackendOptions.defaults().with(BackendOptions.MACHINE, machine)));
  }

  @Test
  void itRunsAContainerAndEndsWithItsBackend() {
    Backend backend = open(machine).block(LONG);

    assertThat(backend.endpoint().uri().getScheme()).isEqualTo("podman");
    assertThat(traces.directories()).hasSize(1);
    assertThat(run(backend, 7)).isEqualTo(7);

    backend.close().block(LONG);
    assertThat(traces.all()).isEmpty();
    backend.close().block(LONG);
  }

  @Test
  void severalAtOnceDoNotMeet() {
    List<Integer> codes =
        Flux.range(1, 4)
            .flatMap(
                code ->
                    Mono.usingWhen(
                        open(machine), backend -> running(backend, code), Backend::close))
            .collectList()
            .block(LONG);

    assertThat(codes).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(traces.all()).isEmpty();
  }

  @Test
  void aBackendThatWasNotWaitedForLeavesNothing() {
    Disposable opening = open(machine).subscribe();
    Traces.await(LONG, () -> !traces.directories().isEmpty());

    opening.dispose();

    assertThat(traces.leftAfter(LONG)).isEmpty();
  }

  @Test
  void itEndsWhenItsOwnerIsKilled() throws Exception {
    Path said = home.resolve("said");
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                OwnerOfAService.class.getName(),
                home.toString(),
                runtime.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Traces.await(LONG, () -> !owner.isAlive() || says(said, "open"));
      assertThat(said).content().contains("open");
      assertThat(traces.processes()).anyMatch(line -> line.contains("system service"));

      owner.destroyForcibly();

      assertThat(owner.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(traces.leftAfter(Duration.ofSeconds(10))).isEmpty();
    } finally {
      owner.destroyForcibly();
    }
  }

  private static boolean says(Path file, String word) {
    try {
      return Files.readString(file).contains(word);
    } catch (IOException e) {
      return false;
    }
  }

  private static int run(Backend backend, int code) {
    return running(backend, code).block(LONG);
  }

  private static Mono<Integer> running(Backend backend, int code) {
    Containers containers = backend.containers();
    ContainerSpec spec =
        ContainerSpec.builder("busybox").command("sh", "-c", "exit " + code).build();
    return containers
        .create(spec, PlanMode.STRICT)
        .map(CreateResult::id)
        .flatMap(
            id ->
                Mono.usingWhen(
                        containers.watchExit(id, WaitCondition.NEXT_EXIT),
                        watch -> containers.start(id).then(watch.exit()),
                        ExitWatch::close)
                    .flatMap(
                        exit -> containers.remove(id, RemoveOptions.defaults()).thenReturn(exit)))
        .map(exit -> ((Exit.Exited) exit).status());
  }
}
