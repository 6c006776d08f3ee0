package dev.fairlead.tck.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What applications can do with a fake backend beyond what the contract says. */
class FakeBackendTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static ContainerSpec shell(String script) {
    return ContainerSpec.builder("host").command("sh", "-c", script).build();
  }

  private static ContainerId launch(FakeBackend backend, ContainerSpec spec) {
    return backend.containers().launch(spec, PlanMode.STRICT).block(LIMIT).id();
  }

  @Test
  void takesItsTimeFromTheScheduler() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    FakeBackend backend = FakeBackend.builder().scheduler(time).build();
    ContainerId id = launch(backend, shell("sleep 3600; exit 4"));
    CompletableFuture<Exit> exit =
        backend.containers().waitFor(id, WaitCondition.NOT_RUNNING).toFuture();
    time.advanceTimeBy(Duration.ofSeconds(3599));
    assertThat(exit).isNotDone();
    time.advanceTimeBy(Duration.ofSeconds(2));
    assertThat(exit.join().code()).hasValue(4);
    assertThat(backend.containers().inspect(id).block(LIMIT).finishedAt().orElseThrow())
        .isEqualTo(Instant.ofEpochSecond(3600));
  }

  @Test
  void waitsForTheGracePeriodOfTheScheduler() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    FakeBackend backend = FakeBackend.builder().scheduler(time).build();
    ContainerId id = launch(backend, shell("trap '' TERM; while true; do sleep 1; done"));
    time.advanceTime();
    CompletableFuture<StopResult> stop =
        backend.containers().stop(id, StopOptions.defaults()).toFuture();
    time.advanceTimeBy(Duration.ofSeconds(9));
    assertThat(stop).isNotDone();
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(stop.join().outcome()).isEqualTo(StopResult.Outcome.KILLED);
  }

  @Test
  void executesProgramsOfTheTest() {
    FakeBackend backend =
        FakeBackend.builder()
            .program(
                "greeter",
                process ->
                    process
                        .print("hello " + process.command().get(1) + "\n")
                        .then(process.untilSignalled()))
            .build();
    ContainerId id =
        launch(backend, ContainerSpec.builder("host").command("greeter", "world").build());
    backend
        .containers()
        .logs(id, LogOptions.following())
        .cast(OutputFrame.class)
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("hello world\n")
        .thenCancel()
        .verify(LIMIT);
    assertThat(backend.containers().inspect(id).block(LIMIT).state())
        .isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void failsTheCallThatItWasToldTo() {
    FakeBackend backend = FakeBackend.builder().build();
    backend.faults().fail("list", 2, () -> new IllegalStateException("out of luck"));
    backend.containers().list(ContainerFilter.all()).as(StepVerifier::create).verifyComplete();
    backend
        .containers()
        .list(ContainerFilter.all())
        .as(StepVerifier::create)
        .expectErrorMessage("out of luck")
        .verify(LIMIT);
    backend.containers().list(ContainerFilter.all()).as(StepVerifier::create).verifyComplete();
    assertThat(backend.faults().calls("list")).isEqualTo(3);
  }

  @Test
  void delaysAndFallsSilentAsItWasTold() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    FakeBackend backend =
        FakeBackend.builder().scheduler(time).operationTimeout(Duration.ofSeconds(5)).build();
    backend.faults().delay("info", Duration.ofSeconds(2));
    backend.faults().silence("list");
    CompletableFuture<?> info = backend.system().info().toFuture();
    CompletableFuture<?> list =
        backend.containers().list(ContainerFilter.all()).collectList().toFuture();
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(info).isNotDone();
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(info).isCompleted();
    time.advanceTimeBy(Duration.ofSeconds(3));
    assertThat(list)
        .failsWithin(LIMIT)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(OperationTimeoutException.class);
    backend.faults().clear();
    assertThat(backend.system().info().block(LIMIT)).isNotNull();
  }

  @Test
  void cutsWhatIsOpen() {
    FakeBackend backend = FakeBackend.builder().build();
    backend
        .containers()
        .runAttached(shell("echo one; sleep 1000"), PlanMode.STRICT, AttachOptions.output())
        .flatMapMany(run -> run.process().output())
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("one\n")
        .then(backend::cut)
        .expectError(StreamInterruptedException.class)
        .verify(LIMIT);
  }
}
