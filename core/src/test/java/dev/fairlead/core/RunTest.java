package dev.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.tck.fake.FakeBackend;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class RunTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final RuntimePolicies POLICIES =
      RuntimePolicies.defaults()
          .withRetry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), 0));

  private final FakeBackend fake = FakeBackend.builder().image("here").pullable("there").build();
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
  void outputAndExitArriveWhole() {
    withRun(
        RunRequest.of(shell("echo out; echo err >&2; exit 7").build()),
        running ->
            Mono.zip(text(running.output()), running.exit())
                .doOnNext(
                    both -> {
                      assertThat(both.getT1()).contains("out\n").contains("err\n");
                      assertThat(both.getT2()).isEqualTo(new Exit.Exited(7));
                    })
                .then());
    assertThat(containers())
        .singleElement()
        .extracting(ContainerInfo::state)
        .isEqualTo(ContainerState.EXITED);
  }

  @Test
  void inputIsWrittenAndEnded() {
    withRun(
        RunRequest.of(shell("cat").stdin(ProcessSpec.Stdin.OPEN_ONCE).autoRemove(true).build()),
        running ->
            Mono.zip(
                    text(running.output()),
                    running
                        .write(Mono.just(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8))))
                        .then(running.closeInput())
                        .then(running.exit()))
                .doOnNext(both -> assertThat(both.getT1()).isEqualTo("hello"))
                .then());
    assertThat(containers()).isEmpty();
  }

  @Test
  void aRunningContainerIsStoppedAndMarked() {
    withRun(
        RunRequest.of(shell("trap 'exit 0' TERM; while :; do sleep 0.1; done").name("web").build()),
        running ->
            runtime
                .containers()
                .inspect(running.id())
                .doOnNext(
                    info ->
                        assertThat(info.labels())
                            .containsKeys(Ownership.ATTEMPT, Ownership.OWNER, Ownership.SPEC))
                .then(running.stop(StopOptions.defaults()))
                .doOnNext(
                    result -> assertThat(result.outcome()).isEqualTo(StopResult.Outcome.GRACEFUL))
                .then());
  }

  @Test
  void aNameInUseIsAConflictWhateverTheSpecificationAndStaysAsItIs() {
    ContainerSpec spec = shell("exit 0").name("web").build();
    runtime.containers().create(spec, PlanMode.STRICT).block(PATIENCE);
    for (ContainerSpec again : List.of(spec, shell("exit 1").name("web").build())) {
      runtime
          .run(RunRequest.of(again))
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(ConflictException.class)
                      .hasMessageContaining("fake could not run container web: the name is in use")
                      .hasMessageContaining("fairlead rm web"))
          .verify(PATIENCE);
    }
    assertThat(containers())
        .singleElement()
        .extracting(ContainerInfo::state)
        .isEqualTo(ContainerState.CREATED);
  }

  @Test
  void theSameSpecificationCanBeCreatedAgainAfterARun() {
    ContainerSpec spec = shell("exit 0").name("web").build();
    runtime.runToEnd(RunRequest.of(spec)).block(PATIENCE);
    assertThat(runtime.containers().create(spec, PlanMode.STRICT).block(PATIENCE).outcome())
        .isEqualTo(CreateResult.Outcome.EXISTED);
  }

  @Test
  void anAbsentImageIsPulledOnceAndTheStepsAreTold() {
    List<PullProgress.Phase> phases = new ArrayList<>();
    RunRequest request =
        RunRequest.of(image("there", PullPolicy.IF_NOT_PRESENT))
            .withProgress(step -> phases.add(step.phase()));
    runtime.runToEnd(request).block(PATIENCE);
    runtime.runToEnd(request).block(PATIENCE);
    assertThat(phases).containsExactly(PullProgress.Phase.RESOLVING, PullProgress.Phase.DONE);
    assertThat(fake.faults().calls("pull")).isEqualTo(1);
  }

  @Test
  void alwaysPullsAndNeverDoesNot() {
    runtime.runToEnd(RunRequest.of(image("there", PullPolicy.ALWAYS))).block(PATIENCE);
    runtime.runToEnd(RunRequest.of(image("there", PullPolicy.ALWAYS))).block(PATIENCE);
    assertThat(fake.faults().calls("pull")).isEqualTo(2);
    runtime
        .run(RunRequest.of(image("nowhere", PullPolicy.NEVER)))
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(PATIENCE);
    assertThat(fake.faults().calls("pull")).isEqualTo(2);
  }

  @Test
  void aRuntimeThatDoesNotPullIsLeftToItself() {
    FakeBackend unable = FakeBackend.builder().without(Capability.IMAGE_PULL).image("here").build();
    runtime(unable).runToEnd(RunRequest.of(image("here", PullPolicy.ALWAYS))).block(PATIENCE);
    assertThat(unable.faults().calls("pull")).isZero();
    assertThat(unable.faults().calls("create")).isEqualTo(1);
  }

  @Test
  void anUnknownImageAndAMalformedOneAreDifferentErrors() {
    runtime
        .run(RunRequest.of(image("nowhere", PullPolicy.IF_NOT_PRESENT)))
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(PATIENCE);
    runtime
        .run(RunRequest.of(image("Not An Image", PullPolicy.IF_NOT_PRESENT)))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("Not An Image"))
        .verify(PATIENCE);
    runtime
        .ensureImage(image("sha256:" + "0".repeat(64), PullPolicy.ALWAYS), PullOptions.defaults())
        .as(StepVerifier::create)
        .expectComplete()
        .verify(PATIENCE);
    assertThat(containers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspectImage", "pull", "create", "startAttached"})
  void afterAFailedStepNothingIsLeft(String step) {
    fake.faults()
        .fail(
            step,
            1,
            () -> new BackendFailureException(ErrorContext.of("fake", step), "on purpose", null));
    runtime
        .run(RunRequest.of(image("there", PullPolicy.IF_NOT_PRESENT)))
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("on purpose"))
        .verify(PATIENCE);
    assertThat(fake.faults().calls(step)).isEqualTo(1);
    assertThat(containers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspectImage", "pull", "create", "startAttached"})
  void afterCancellingDuringAStepNothingIsLeft(String step) {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    FakeBackend slow = FakeBackend.builder().pullable("there").scheduler(time).build();
    for (String each : List.of("inspectImage", "pull", "create", "startAttached")) {
      slow.faults().delay(each, Duration.ofSeconds(1));
    }
    int k = List.of("inspectImage", "pull", "create", "startAttached").indexOf(step);
    Disposable running =
        ContainerRuntime.builder(slow)
            .timer(time)
            .build()
            .run(RunRequest.of(image("there", PullPolicy.IF_NOT_PRESENT)))
            .subscribe(value -> {}, error -> {});
    time.advanceTimeBy(Duration.ofMillis(1000L * k + 500));
    assertThat(slow.faults().calls(step)).isEqualTo(1);
    running.dispose();
    time.advanceTimeBy(Duration.ofSeconds(10));
    assertThat(slow.containers().list(ContainerFilter.all()).collectList().block(PATIENCE))
        .isEmpty();
    assertThat(slow.openStreams()).isZero();
    assertThat(slow.faults().calls("create")).isEqualTo(k < 2 ? 0 : 1);
    assertThat(slow.faults().calls("remove")).isEqualTo(k < 2 ? 0 : 1);
  }

  @Test
  void cancellingAtOnceDoesNothing() {
    runtime
        .run(RunRequest.of(shell("exit 0").build()))
        .as(publisher -> StepVerifier.create(publisher, 0))
        .thenCancel()
        .verify(PATIENCE);
    assertThat(containers()).isEmpty();
  }

  @Test
  void whoTakesTheContainerOwnsIt() {
    RunningContainer running =
        runtime
            .run(RunRequest.of(shell("while :; do sleep 0.1; done").build()))
            .flux()
            .take(1)
            .single()
            .block(PATIENCE);
    assertThat(containers())
        .singleElement()
        .extracting(ContainerInfo::state)
        .isEqualTo(ContainerState.RUNNING);
    running.close().block(PATIENCE);
    assertThat(containers())
        .singleElement()
        .extracting(ContainerInfo::state)
        .isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void whatWasMadeAlthoughTheAnswerWasLostIsRemoved() {
    Backend lossy =
        Interposed.containers(
            fake, "create", made -> ((Mono<?>) made).flatMap(result -> Mono.error(reset())));
    runtime(lossy)
        .run(RunRequest.of(shell("exit 0").build()))
        .as(StepVerifier::create)
        .expectError(BackendUnavailableException.class)
        .verify(PATIENCE);
    assertThat(fake.faults().calls("create")).isEqualTo(1);
    assertThat(containers()).isEmpty();
  }

  @Test
  void aNamedContainerWhoseFirstAnswerWasLostIsRecognisedAsOnesOwn() {
    AtomicInteger answers = new AtomicInteger();
    Backend lossy =
        Interposed.containers(
            fake,
            "create",
            made ->
                ((Mono<?>) made)
                    .flatMap(
                        result ->
                            answers.incrementAndGet() == 1
                                ? Mono.error(reset())
                                : Mono.just(result)));
    RunResult result =
        runtime(lossy)
            .runToEnd(RunRequest.of(shell("printf x; exit 3").name("web").build()))
            .block(PATIENCE);
    assertThat(result.exit()).isEqualTo(new Exit.Exited(3));
    assertThat(result.stdout().text()).isEqualTo("x");
    assertThat(containers()).hasSize(1);
  }

  @Test
  void theFirstErrorIsToldEvenIfCleaningUpFailsToo() {
    fake.faults()
        .fail(
            "startAttached",
            1,
            () -> new BackendFailureException(ErrorContext.of("fake", "start"), "first", null));
    fake.faults()
        .fail(
            "remove",
            1,
            () -> new BackendFailureException(ErrorContext.of("fake", "remove"), "second", null));
    runtime
        .run(RunRequest.of(shell("exit 0").build()))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error).hasMessageContaining("first");
              assertThat(error.getSuppressed())
                  .anySatisfy(other -> assertThat(other).hasMessageContaining("second"));
            })
        .verify(PATIENCE);
  }

  @Test
  void aContainerIsRemovedAfterItsEndAlsoWhereTheRuntimeCannot() {
    FakeBackend unable = FakeBackend.builder().without(Capability.AUTO_REMOVE).build();
    ContainerRuntime plain = runtime(unable);
    RunningContainer running =
        plain.run(RunRequest.of(shell("echo whole").autoRemove(true).build())).block(PATIENCE);
    assertThat(running.exit().block(PATIENCE).success()).isTrue();
    assertThat(text(running.output()).block(PATIENCE)).isEqualTo("whole\n");
    running.close().then(running.close()).block(PATIENCE);
    assertThat(unable.containers().list(ContainerFilter.all()).collectList().block(PATIENCE))
        .isEmpty();
  }

  @Test
  void aContainerThatRunsIsNotRemovedByClosing() {
    FakeBackend unable = FakeBackend.builder().without(Capability.AUTO_REMOVE).build();
    ContainerRuntime plain = runtime(unable);
    RunningContainer running =
        plain
            .run(RunRequest.of(shell("while :; do sleep 0.1; done").autoRemove(true).build()))
            .block(PATIENCE);
    running.close().block(PATIENCE);
    assertThat(unable.containers().inspect(running.id()).block(PATIENCE).state())
        .isEqualTo(ContainerState.RUNNING);
    plain.containers().stop(running.id(), StopOptions.defaults()).block(PATIENCE);
    running.close().block(PATIENCE);
    assertThat(unable.containers().list(ContainerFilter.all()).collectList().block(PATIENCE))
        .isEmpty();
  }

  @Test
  void aRuntimeThatCannotCreateWithoutStartingRunsAtOnce() {
    FakeBackend unable = FakeBackend.builder().without(Capability.CREATE_WITHOUT_START).build();
    RunResult result =
        runtime(unable)
            .runToEnd(RunRequest.of(shell("printf x; exit 3").autoRemove(true).build()))
            .block(PATIENCE);
    assertThat(result.exit()).isEqualTo(new Exit.Exited(3));
    assertThat(result.stdout().text()).isEqualTo("x");
    assertThat(unable.faults().calls("runAttached")).isEqualTo(1);
    assertThat(unable.containers().list(ContainerFilter.all()).collectList().block(PATIENCE))
        .isEmpty();
  }

  @Test
  void aStopWhoseFirstAnswerWasLostDoesNotClaimThatNothingRan() {
    AtomicInteger answers = new AtomicInteger();
    Backend lossy =
        Interposed.containers(
            fake,
            "stop",
            stopped ->
                ((Mono<?>) stopped)
                    .flatMap(
                        result ->
                            answers.incrementAndGet() == 1
                                ? Mono.error(reset())
                                : Mono.just(result)));
    CreateResult made =
        runtime
            .containers()
            .launch(shell("while :; do sleep 0.1; done").build(), PlanMode.STRICT)
            .block(PATIENCE);
    assertThat(
            runtime(lossy)
                .containers()
                .stop(made.id(), StopOptions.defaults().withGrace(Duration.ofSeconds(1)))
                .block(PATIENCE)
                .outcome())
        .isEqualTo(StopResult.Outcome.UNKNOWN);
    assertThat(
            runtime.containers().stop(made.id(), StopOptions.defaults()).block(PATIENCE).outcome())
        .isEqualTo(StopResult.Outcome.NOT_RUNNING);
  }

  @Test
  void anOwnerIsOnWhatIsMade() {
    ContainerRuntime owned = ContainerRuntime.builder(fake).owner("ci").build();
    CreateResult made =
        owned.containers().create(shell("exit 0").build(), PlanMode.STRICT).block(PATIENCE);
    assertThat(fake.containers().inspect(made.id()).block(PATIENCE).labels())
        .containsEntry(Ownership.OWNER, "ci");
  }

  @Test
  void twoHundredShortRunsLoseNoByteAndNoExit() {
    Flux.range(0, 200)
        .flatMap(
            run ->
                runtime.runToEnd(RunRequest.of(shell("printf x; exit 3").autoRemove(true).build())),
            50)
        .as(StepVerifier::create)
        .thenConsumeWhile(
            result -> {
              assertThat(result.exit()).isEqualTo(new Exit.Exited(3));
              assertThat(result.stdout().text()).isEqualTo("x");
              return true;
            })
        .expectComplete()
        .verify(Duration.ofSeconds(30));
    assertThat(containers()).isEmpty();
  }

  private static ContainerException reset() {
    return new BackendUnavailableException(
        ErrorContext.of("fake", "create"), "the connection was reset", null);
  }

  private interface Use {
    Mono<Void> of(RunningContainer running);
  }

  private void withRun(RunRequest request, Use use) {
    Mono.usingWhen(runtime.run(request), use::of, RunningContainer::close)
        .as(StepVerifier::create)
        .expectComplete()
        .verify(PATIENCE);
  }

  private static Mono<String> text(Flux<OutputFrame> output) {
    return output.map(OutputFrame::text).collectList().map(parts -> String.join("", parts));
  }

  private List<ContainerInfo> containers() {
    return fake.containers().list(ContainerFilter.all()).collectList().block(PATIENCE);
  }

  private static ContainerSpecBuilder shell(String script) {
    return ContainerSpec.builder("host").command("sh", "-c", script);
  }

  private static ContainerSpec image(String image, PullPolicy policy) {
    return ContainerSpec.builder(image).command("sh", "-c", "exit 0").pullPolicy(policy).build();
  }

  private static ContainerRuntime runtime(Backend backend) {
    return ContainerRuntime.builder(backend).policies(POLICIES).build();
  }
}
