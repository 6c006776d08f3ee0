package dev.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ExecTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.tck.fake.FakeBackend;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class WholeRunsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeBackend fake = FakeBackend.builder().build();
  private final ContainerRuntime runtime = runtime(fake);

  @AfterEach
  void nothingIsLeftOpen() {
    Flux.interval(Duration.ZERO, Duration.ofMillis(5))
        .skipUntil(tick -> fake.openStreams() == 0)
        .next()
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void bothStreamsAndTheExitAreKept() {
    RunResult result = run(shell("echo out; echo err >&2; exit 9"), 100);
    assertThat(result.exit()).isEqualTo(new Exit.Exited(9));
    assertThat(result.stdout().text()).isEqualTo("out\n");
    assertThat(result.stderr().text()).isEqualTo("err\n");
    assertThat(result.stdout().truncated()).isFalse();
    assertThat(containers()).hasSize(1);
  }

  @Test
  void outputBeyondTheBoundIsCountedAndSaidToBeMissing() {
    RunResult result = run(shell("seq 1 1000"), 10);
    assertThat(result.stdout().text()).isEqualTo("1\n2\n3\n4\n5\n");
    assertThat(result.stdout().totalBytes()).isEqualTo(3893);
    assertThat(result.stdout().truncated()).isTrue();
    assertThat(result.exit().success()).isTrue();
    assertThat(run(shell("seq 1 1000"), 0).stdout().bytes().remaining()).isZero();
    assertThat(run(shell("seq 1 1000"), Integer.MAX_VALUE).stdout().truncated()).isFalse();
  }

  @Test
  void openInputEndsAtOnce() {
    assertThat(run(shell("cat; exit 4").stdin(ProcessSpec.Stdin.OPEN_ONCE), 10).exit())
        .isEqualTo(new Exit.Exited(4));
  }

  @Test
  void cancellingKillsAndRemovesTheContainer() {
    runtime
        .runToEnd(RunRequest.of(shell("while :; do sleep 0.1; done").build()))
        .as(StepVerifier::create)
        .thenAwait(Duration.ofMillis(50))
        .then(() -> until(() -> containers().stream().anyMatch(info -> info.state().alive())))
        .thenCancel()
        .verify(PATIENCE);
    until(() -> containers().isEmpty());
  }

  @Test
  void aBrokenStreamIsAnErrorAndTheContainerIsRemoved() {
    runtime
        .runToEnd(RunRequest.of(shell("while :; do sleep 0.1; done").build()))
        .as(StepVerifier::create)
        .then(() -> until(() -> containers().stream().anyMatch(info -> info.state().alive())))
        .then(fake::cut)
        .expectError(StreamInterruptedException.class)
        .verify(PATIENCE);
    until(() -> containers().isEmpty());
  }

  @Test
  void theResultCanBeReadAgainAndAgain() {
    CapturedOutput output = run(shell("printf abc"), 10).stdout();
    ByteBuffer first = output.bytes();
    first.get();
    assertThat(output.bytes().remaining()).isEqualTo(3);
    assertThat(output.bytes().isReadOnly()).isTrue();
    assertThat(output.text()).isEqualTo("abc");
  }

  @Test
  void aCommandIsExecutedToItsEnd() {
    ContainerId id = started();
    ExecResult result =
        runtime
            .execToEnd(id, ExecSpec.of("sh", "-c", "echo out; echo err >&2; exit 5"), PATIENCE)
            .block(PATIENCE);
    assertThat(result.exit()).isEqualTo(new Exit.Exited(5));
    assertThat(result.stdout().text()).isEqualTo("out\n");
    assertThat(result.stderr().text()).isEqualTo("err\n");
  }

  @Test
  void inputOfACommandEndsAtOnce() {
    ExecSpec spec = ExecSpec.builder(List.of("sh", "-c", "cat; exit 6")).stdin(true).build();
    assertThat(runtime.execToEnd(started(), spec, PATIENCE).block(PATIENCE).exit())
        .isEqualTo(new Exit.Exited(6));
  }

  @Test
  void aCommandThatTakesTooLongIsKilledAndTheErrorSaysSo() {
    ContainerId id = started();
    runtime
        .execToEnd(
            id, ExecSpec.of("sh", "-c", "while :; do sleep 0.1; done"), Duration.ofMillis(200))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ExecTimeoutException.class)
                    .hasMessage(
                        "fake could not execute sh to its end in container "
                            + id
                            + ": it did not end within 200 ms; it was killed"))
        .verify(PATIENCE);
  }

  @Test
  void whereACommandCannotBeKilledTheErrorSaysThatItMayGoOn() {
    FakeBackend unable = FakeBackend.builder().without(Capability.EXEC_KILL).build();
    ContainerRuntime plain = runtime(unable);
    ContainerId id = started(plain);
    plain
        .execToEnd(
            id, ExecSpec.of("sh", "-c", "while :; do sleep 0.1; done"), Duration.ofMillis(200))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ExecTimeoutException.class)
                    .hasMessageContaining(
                        "it may go on, since fake cannot kill it: this fake runtime does not offer"
                            + " it"))
        .verify(PATIENCE);
  }

  @Test
  void executingInAContainerThatDoesNotRunIsAConflict() {
    ContainerId id =
        runtime.containers().create(shell("exit 0").build(), PlanMode.STRICT).block(PATIENCE).id();
    runtime
        .execToEnd(id, ExecSpec.of("sh", "-c", "exit 0"), PATIENCE)
        .as(StepVerifier::create)
        .expectError(ConflictException.class)
        .verify(PATIENCE);
  }

  @Test
  void argumentsAreCheckedWhenCalled() {
    ContainerId id = ContainerId.of("web");
    ExecSpec spec = ExecSpec.of("true");
    assertThatThrownBy(() -> runtime.execToEnd(id, spec, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> runtime.execToEnd(id, spec, PATIENCE, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> runtime.runToEnd(RunRequest.of(shell("exit 0").build()), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(fake.faults().calls("create")).isZero();
  }

  private RunResult run(ContainerSpecBuilder spec, int keptBytes) {
    return runtime.runToEnd(RunRequest.of(spec.build()), keptBytes).block(PATIENCE);
  }

  private ContainerId started() {
    return started(runtime);
  }

  private static ContainerId started(ContainerRuntime runtime) {
    return runtime
        .containers()
        .launch(shell("while :; do sleep 0.1; done").build(), PlanMode.STRICT)
        .block(PATIENCE)
        .id();
  }

  private List<ContainerInfo> containers() {
    return fake.containers().list(ContainerFilter.all()).collectList().block(PATIENCE);
  }

  private static void until(BooleanSupplier condition) {
    Flux.interval(Duration.ZERO, Duration.ofMillis(5))
        .publishOn(Schedulers.boundedElastic())
        .skipUntil(tick -> condition.getAsBoolean())
        .blockFirst(PATIENCE);
  }

  private static ContainerSpecBuilder shell(String script) {
    return ContainerSpec.builder("host").command("sh", "-c", script);
  }

  private static ContainerRuntime runtime(FakeBackend backend) {
    return ContainerRuntime.builder(backend)
        .policies(
            RuntimePolicies.defaults()
                .withRetry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), 0)))
        .build();
  }
}
