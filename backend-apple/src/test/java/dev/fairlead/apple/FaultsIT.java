package dev.fairlead.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A program that hangs, dies, answers by half, or whose service has gone. */
@Timeout(240)
class FaultsIT {

  private static final Duration STEP = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(4);
  private static final String LABEL = "fairlead.faults";

  @TempDir Path directory;

  private final String mark = UUID.randomUUID().toString();
  private Stage stage;
  private Backend backend;

  @BeforeEach
  void open() {
    stage = Stage.overPodman(directory);
    backend =
        new AppleProvider()
            .open(Stage.endpoint(), stage.options().with(BackendOptions.OPERATION_TIMEOUT, LIMIT))
            .block(STEP);
  }

  @AfterEach
  void nothingIsLeft() {
    if (backend == null) {
      return; // skipped
    }
    stage.control("EXTRA=");
    backend.close().block(STEP);
    // Patient, as the one that was tested is not.
    Backend other = new AppleProvider().open(Stage.endpoint(), stage.options()).block(STEP);
    other
        .containers()
        .list(ContainerFilter.all().withLabel(LABEL, mark))
        .concatMap(info -> other.containers().remove(info.id(), RemoveOptions.force()))
        .then()
        .block(STEP);
    other.close().block(STEP);
    assertThat(Children.count()).as("children").isZero();
  }

  private ContainerSpec script(String script) {
    return ContainerSpec.builder("busybox").command("sh", "-c", script).label(LABEL, mark).build();
  }

  private AttachedContainer run(String script) {
    return backend
        .containers()
        .runAttached(script(script), PlanMode.STRICT, AttachOptions.output())
        .block(STEP);
  }

  private static Throwable outcome(Publisher<?> operation) {
    return Flux.from(operation)
        .then(Mono.<Throwable>just(new AssertionError("it succeeded")))
        .onErrorResume(Mono::just)
        .block(STEP);
  }

  @Test
  void aHangIsATimeoutAndNoProcessIsLeft() {
    AttachedContainer run = run("sleep 1000");
    stage.control("HANG='list|inspect|logs|kill|stats'");
    List<Publisher<?>> asked =
        List.of(
            backend.containers().list(ContainerFilter.all()),
            backend.containers().inspect(run.id()),
            backend.containers().logs(run.id(), LogOptions.all()));
    long began = System.nanoTime();
    assertThat(
            Flux.fromIterable(asked)
                .flatMap(
                    each -> Flux.from(each).then(Mono.<Throwable>empty()).onErrorResume(Mono::just))
                .collectList()
                .block(STEP))
        .hasSize(asked.size())
        .allMatch(OperationTimeoutException.class::isInstance);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.multipliedBy(3));
    run.process().close().block(STEP);
    assertThat(Children.count()).isZero();
  }

  @Test
  void halfADocumentIsAFailureAndNeverAnEmptyList() {
    AttachedContainer run = run("sleep 1000");
    stage.control("HALF='list|inspect|image list|system status'");
    assertThat(outcome(backend.containers().list(ContainerFilter.all())))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("no whole JSON");
    assertThat(outcome(backend.containers().inspect(run.id())))
        .isInstanceOf(BackendFailureException.class);
    assertThat(outcome(backend.images().list(ImageFilter.all())))
        .isInstanceOf(BackendFailureException.class);
    assertThat(outcome(backend.system().info())).isInstanceOf(BackendUnavailableException.class);
    run.process().close().block(STEP);
  }

  /** With a name and without, and made before the program was killed, and after it. */
  @Test
  void aCreateWhoseTimeIsUpLeavesNothing() {
    for (int after : new int[] {2, 7}) {
      stage.control("LATE='create'", "AFTER=" + after);
      List<Mono<Throwable>> both =
          List.of(
              Mono.fromSupplier(
                  () -> outcome(backend.containers().create(script("true"), PlanMode.STRICT))),
              Mono.fromSupplier(
                  () ->
                      outcome(
                          backend
                              .containers()
                              .create(
                                  script("true").toBuilder().name("late-" + mark).build(),
                                  PlanMode.STRICT))));
      long began = System.nanoTime();
      assertThat(
              Flux.fromIterable(both)
                  .flatMap(each -> each.subscribeOn(Schedulers.boundedElastic()))
                  .collectList()
                  .block(STEP))
          .hasSize(2)
          .allMatch(OperationTimeoutException.class::isInstance);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.multipliedBy(3));
      stage.control("EXTRA=");
      backend.close().block(STEP);
      backend =
          new AppleProvider()
              .open(Stage.endpoint(), stage.options().with(BackendOptions.OPERATION_TIMEOUT, LIMIT))
              .block(STEP);
      assertThat(stage.calls().stream().filter(call -> call.startsWith("delete --force")).count())
          .as("removals of what came %s seconds late", after)
          .isEqualTo(2);
      assertThat(
              backend
                  .containers()
                  .list(ContainerFilter.all().withLabel(LABEL, mark))
                  .collectList()
                  .block(STEP))
          .isEmpty();
      stage.forgetCalls();
    }
  }

  @Test
  void aLookThatHangsDoesNotStopARemoval() {
    AttachedContainer run = run("sleep 1000");
    stage.control("HANG='list|inspect'");
    assertThat(outcome(backend.containers().remove(run.id(), RemoveOptions.force())))
        .as("its volumes could not be looked for")
        .isInstanceOf(OperationTimeoutException.class);
    run.process().close().block(STEP);
    stage.control("EXTRA=");
    assertThat(outcome(backend.containers().inspect(run.id())))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aSignalThatFailsForWhatHasEndedIsNoFailureOfTheStop() {
    AttachedContainer run = run("sleep 1000");
    stage.control("FAIL='kill'");
    assertThat(
            backend
                .containers()
                .stop(run.id(), StopOptions.defaults().withGrace(Duration.ZERO))
                .block(STEP)
                .outcome())
        .isEqualTo(StopResult.Outcome.KILLED);
    run.process().close().block(STEP);
  }

  @Test
  void deathWhileAttachedInterruptsTheOutputAndGuessesNoExit() {
    stage.control("DIE='start'");
    AttachedContainer run = run("echo first; sleep 1000");
    stage.control("EXTRA=");
    Throwable end = outcome(run.process().output());
    assertThat(end).isInstanceOf(StreamInterruptedException.class);
    assertThat(outcome(run.process().exit())).isInstanceOf(StreamInterruptedException.class);
    run.process().close().block(STEP);
    ContainerInfo left = backend.containers().inspect(run.id()).block(STEP);
    assertThat(left.state().alive()).as("the container itself").isTrue();
  }

  @Test
  void deathWhileFollowingLosesNothing() {
    stage.control("DIE='logs'");
    ContainerId id =
        backend
            .containers()
            .launch(
                script("i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line-$i; sleep 0.1; done"),
                PlanMode.STRICT)
            .block(STEP)
            .id();
    List<LogEvent> events =
        backend.containers().logs(id, LogOptions.following()).collectList().block(STEP);
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(((OutputFrame) event).text()));
    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      expected.append("line-").append(i).append('\n');
    }
    assertThat(text).hasToString(expected.toString());
    assertThat(stage.calls().stream().filter(call -> call.startsWith("logs --follow")).count())
        .as("times that it was followed anew")
        .isGreaterThan(1);
  }

  @Test
  void aServiceThatGoesAwayIsUnavailableWithItsRemedy() {
    stage.control("DOWN=yes");
    assertThat(outcome(backend.containers().list(ContainerFilter.all())))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("container system start --enable-kernel-install");
  }

  @Test
  void keysThatNobodyKnowsAndAnotherReleaseAreNoTrouble() {
    stage.control("EXTRA=yes", "VERSION=1.7.1");
    AttachedContainer run = run("exit 6");
    assertThat(run.process().exit().block(STEP).code()).hasValue(6);
    run.process().close().block(STEP);
    assertThat(backend.system().info().block(STEP).cpus()).isPresent();
  }
}
