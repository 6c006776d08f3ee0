package dev.fairlead.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import dev.fairlead.testing.Traces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whole runs, and what they leave. */
class RunsIT {

  private static final Duration STEP = Duration.ofMinutes(4);
  private static final String LABEL = "fairlead.runs";
  private static final int MANY = 50;
  private static final int AT_ONCE = 50;

  @TempDir Path directory;

  private final String mark = UUID.randomUUID().toString();
  private Stage stage;
  private Backend backend;

  @BeforeEach
  void open() {
    stage = Stage.overPodman(directory);
    backend =
        new AppleProvider()
            .open(
                Stage.endpoint(),
                stage
                    .options()
                    .with(BackendOptions.OPERATION_TIMEOUT, STEP)
                    .with(BackendOptions.START_TIMEOUT, STEP))
            .block(STEP);
  }

  @AfterEach
  void nothingIsLeft() {
    if (backend != null) {
      removeAll();
      backend.close().block(STEP);
    }
  }

  private void removeAll() {
    backend
        .containers()
        .list(ContainerFilter.all().withLabel(LABEL, mark))
        .concatMap(info -> backend.containers().remove(info.id(), RemoveOptions.force()))
        .then()
        .block(STEP);
  }

  private ContainerSpecBuilder script(String script) {
    return ContainerSpec.builder("busybox").command("sh", "-c", script).label(LABEL, mark);
  }

  private long left() {
    return backend
        .containers()
        .list(ContainerFilter.all().withLabel(LABEL, mark))
        .count()
        .block(STEP);
  }

  private Mono<AttachedContainer> attached(ContainerSpecBuilder spec) {
    return backend.containers().runAttached(spec.build(), PlanMode.STRICT, AttachOptions.output());
  }

  private Mono<String> outputAndCode(ContainerSpecBuilder spec) {
    return Mono.usingWhen(
        attached(spec),
        run ->
            Mono.zip(
                    run.process().output().map(OutputFrame::text).reduce("", String::concat),
                    run.process().exit())
                .map(both -> both.getT1() + both.getT2().code().orElse(-1)),
        run -> run.process().close());
  }

  /**
   * Podman's own {@code start --attach}, which the stand-in is made of, loses what a container
   * writes if that begins and ends at once: of 500 on a busy machine, 24 at a time, the output of
   * one (4.3.1).
   */
  private static String unhurried(int number) {
    return "sleep 0.2; echo " + number + "; sleep 0.2; exit " + number;
  }

  @Test
  @Timeout(300)
  void manyAtOnceLeaveNoDescriptorAndNoProcess() {
    long pipes = Children.pipes();
    List<String> results =
        Flux.range(0, MANY)
            .flatMap(i -> outputAndCode(script(unhurried(i)).autoRemove(true)), AT_ONCE)
            .collectList()
            .block(STEP);
    assertThat(results)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MANY).mapToObj(i -> i + "\n" + i).toList());
    Traces.await(STEP, () -> Children.count() == 0 && left() == 0);
    assertThat(Children.count()).as("children").isZero();
    assertThat(left()).as("containers that were to remove themselves").isZero();
    Traces.await(Duration.ofSeconds(30), () -> Children.pipes() <= pipes);
    assertThat(Children.pipes()).as("pipes").isLessThanOrEqualTo(pipes);
  }

  @Test
  void aCancelledRunLeavesNoContainerAndNoChild() {
    for (int moment = 0; moment < 4; moment++) {
      AtomicReference<AttachedContainer> made = new AtomicReference<>();
      Disposable run = attached(script("sleep 1000")).subscribe(made::set, error -> {});
      Mono.delay(Duration.ofMillis(50 + 150L * moment)).block(STEP);
      run.dispose();
      Traces.await(
          Duration.ofSeconds(30),
          () -> {
            Optional.ofNullable(made.getAndSet(null)).ifPresent(this::undo);
            return left() == 0 && Children.count() == 0;
          });
      assertThat(left()).as("containers after a cancellation").isZero();
      assertThat(Children.count()).as("children after a cancellation").isZero();
    }
  }

  /** What was there before the cancellation is its receiver's. */
  private void undo(AttachedContainer run) {
    run.process()
        .close()
        .then(backend.containers().remove(run.id(), RemoveOptions.force()))
        .block(STEP);
  }

  @Test
  void aStopOfWhatIsAttachedTellsTheCode() {
    AttachedContainer run =
        attached(script("trap 'exit 5' TERM; echo up; while :; do sleep 0.1; done")).block(STEP);
    assertThat(run.process().output().next().block(STEP).text()).startsWith("up");
    StopResult result = backend.containers().stop(run.id(), StopOptions.defaults()).block(STEP);
    assertThat(result)
        .isEqualTo(new StopResult(StopResult.Outcome.GRACEFUL, Optional.of(new Exit.Exited(5))));
    run.process().close().block(STEP);
  }

  @Test
  void aDetachedEndIsNeverCalledZero() {
    var made = backend.containers().launch(script("exit 0").build(), PlanMode.STRICT).block(STEP);
    Exit exit = backend.containers().waitFor(made.id(), WaitCondition.NOT_RUNNING).block(STEP);
    assertThat(exit).isInstanceOf(Exit.Lost.class);
    assertThat(exit.code()).isEmpty();
    assertThat(exit.success()).isFalse();
  }

  @Test
  void whatAProcessWritesIsNotTakenForAFailedStart() {
    assertThat(
            outputAndCode(
                    script("echo 'Error: container not found: x' >&2; exit 1").autoRemove(true))
                .block(STEP))
        .isEqualTo("Error: container not found: x\n1");
    List<Integer> codes = List.of(64, 125, 126, 127, 130, 143, 200);
    assertThat(
            Flux.fromIterable(codes)
                .flatMap(code -> outputAndCode(script("exit " + code).autoRemove(true)))
                .collectList()
                .block(STEP))
        .containsExactlyInAnyOrderElementsOf(codes.stream().map(String::valueOf).toList());
  }

  @Test
  void aStartThatFailsIsToldAlsoOfWhatRemovesItself() {
    assertThat(failure(script("true").user("nobody-here").autoRemove(true)))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("nobody-here");
    assertThat(failure(ContainerSpec.builder("busybox").command("/no/such").autoRemove(true)))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("/no/such");
  }

  private Throwable failure(ContainerSpecBuilder spec) {
    return attached(spec)
        .<Throwable>map(run -> new AssertionError("it started"))
        .onErrorResume(Mono::just)
        .block(STEP);
  }

  @Test
  void aSubnetThatOverlapsIsAConflictOfThatNetwork() {
    String name = "fl-" + mark.substring(0, 8);
    NetworkInfo first = backend.networks().create(NetworkSpec.builder(name).build()).block(STEP);
    try {
      NetworkSpec second =
          NetworkSpec.builder(name + "-2").subnet(Subnet.of(first.subnets().get(0).cidr())).build();
      assertThat(
              backend
                  .networks()
                  .create(second)
                  .<Throwable>map(made -> new AssertionError("it was made"))
                  .onErrorResume(Mono::just)
                  .block(STEP))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("overlaps an existing network");
    } finally {
      backend.networks().remove(name).block(STEP);
    }
  }

  @Test
  void theHostHasItsAddressInValues() {
    String output =
        outputAndCode(script("echo \"$URL\"").env("URL", "http://host.docker.internal:80/x"))
            .block(STEP);
    assertThat(output).matches("http://\\d+(\\.\\d+){3}:80/x\n0");
  }

  @Test
  void oneVolumeIsForOneRunningContainer() {
    Mount volume = new Mount.NamedVolume(Optional.of("v" + mark), "/data", Mount.Access.READ_WRITE);
    attached(script("sleep 1000").mount(volume)).flatMap(run -> run.process().close()).block(STEP);
    assertThat(failure(script("true").mount(volume))).hasMessageContaining("VZErrorDomain");
    removeAll();
    backend.volumes().remove("v" + mark).block(STEP);
  }
}
