package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.testing.Traces;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Services that do not come to be, by programs that are not Podman. */
class PrivateServiceTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path root;
  private Machine machine;
  private Traces traces;

  @BeforeEach
  void makeMachine() throws IOException {
    machine = new Machine(root);
    traces = Traces.of(Files.createDirectories(machine.path("run/me")), "fairlead-podman-");
    machine.variable("PATH", System.getenv("PATH"));
  }

  private Mono<PrivateService> start(String script, Duration patience) throws IOException {
    PodmanProgram program = new PodmanProgram(machine.program(script));
    return PrivateService.start(
        program,
        BackendOptions.defaults()
            .with(BackendOptions.MACHINE, machine.context())
            .with(BackendOptions.OPERATION_TIMEOUT, patience));
  }

  @Test
  void aProgramThatEndsIsToldWithItsCodeAndItsLastWords() throws IOException {
    start("echo starting; echo 'Error: no room for storage' >&2; exit 125", LIMIT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendUnavailableException.class)
                    .hasMessageContaining("Error: no room for storage (exit code 125)")
                    .hasMessageContaining("podman could not start a private service"))
        .verify(LIMIT);

    assertThat(traces.all()).isEmpty();
  }

  @Test
  void aProgramThatNeverListensIsEndedAfterTheTimeout() throws IOException {
    start("exec sleep 600", Duration.ofMillis(400))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasMessageContaining("400 ms"))
        .verify(LIMIT);

    assertThat(traces.all()).isEmpty();
  }

  @Test
  void aProgramThatDoesNotListenToReasonIsKilledAfterTheGrace() throws IOException {
    start("trap '' TERM; while :; do sleep 0.1; done", Duration.ofMillis(400))
        .as(StepVerifier::create)
        .expectError(OperationTimeoutException.class)
        .verify(LIMIT);

    assertThat(traces.all()).isEmpty();
  }

  @Test
  void cancellingTheStartEndsTheProgramAndItsDirectoryIsOfThisUserAlone() throws IOException {
    Disposable start = start("exec sleep 600", LIMIT).subscribe();
    Traces.await(
        LIMIT,
        () ->
            traces.directories().stream()
                .anyMatch(directory -> Files.exists(directory.resolve("log"))));
    List<Path> directories = traces.directories();

    assertThat(directories).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.get(0))))
        .isEqualTo("rwx------");
    start.dispose();
    assertThat(traces.leftAfter(LIMIT)).isEmpty();
  }

  @Test
  void anEndpointThatNamesNoProgramIsRefused() {
    new PodmanProvider()
        .open(Endpoint.of(URI.create("podman://here/podman")), BackendOptions.defaults())
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(LIMIT);
  }
}
