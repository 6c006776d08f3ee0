package dev.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A start whose answer is lost: the container runs once, and nobody is told otherwise. */
class LostStartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final RuntimePolicies POLICIES =
      RuntimePolicies.defaults()
          .withRetry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), 0));

  private final FakeBackend fake = FakeBackend.builder().image("here").build();
  private final AtomicInteger answers = new AtomicInteger();

  private static BackendUnavailableException reset() {
    return new BackendUnavailableException(
        ErrorContext.of("fake", "start"), "the connection was reset", null);
  }

  private ContainerId create(String script) {
    return fake.containers()
        .create(ContainerSpec.builder("here").command("sh", "-c", script).build(), PlanMode.STRICT)
        .block(PATIENCE)
        .id();
  }

  /** Loses the first answer, once something else has come to pass too. */
  private ContainerRuntime losing(Mono<?> before) {
    return ContainerRuntime.builder(
            Interposed.containers(
                fake,
                "start",
                started ->
                    ((Mono<?>) started)
                        .then(
                            Mono.defer(
                                () ->
                                    answers.incrementAndGet() == 1
                                        ? before.then(Mono.error(reset()))
                                        : Mono.empty()))))
        .policies(POLICIES)
        .build();
  }

  @Test
  void oneThatRunsIsTakenForStarted() {
    ContainerId id = create("sleep 600");
    losing(Mono.empty())
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectComplete()
        .verify(PATIENCE);
    assertThat(fake.faults().calls("start")).isEqualTo(1);
  }

  @Test
  void oneThatHasEndedMeanwhileDoesNotRunASecondTime() {
    ContainerId id = create("exit 3");
    losing(fake.containers().waitFor(id, WaitCondition.NOT_RUNNING))
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("it may have run and ended"))
        .verify(PATIENCE);
    assertThat(fake.faults().calls("start")).isEqualTo(1);
  }

  @Test
  void oneThatWasNeverStartedIsStartedAgain() {
    ContainerId id = create("sleep 600");
    fake.faults().fail("start", 1, LostStartTest::reset);
    ContainerRuntime runtime = ContainerRuntime.builder(fake).policies(POLICIES).build();
    runtime.containers().start(id).as(StepVerifier::create).expectComplete().verify(PATIENCE);
    assertThat(fake.faults().calls("start")).isEqualTo(2);
    assertThat(fake.containers().inspect(id).block(PATIENCE).state())
        .isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void whoCannotBeAskedIsAskedAgainBeforeItIsStartedAgain() {
    ContainerId id = create("sleep 600");
    fake.faults().fail("start", 1, LostStartTest::reset);
    fake.faults().fail("inspect", 1, LostStartTest::reset);
    ContainerRuntime.builder(fake)
        .policies(POLICIES)
        .build()
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectComplete()
        .verify(PATIENCE);
    assertThat(fake.faults().calls("inspect")).isEqualTo(2);
    assertThat(fake.faults().calls("start")).isEqualTo(2);
  }
}
