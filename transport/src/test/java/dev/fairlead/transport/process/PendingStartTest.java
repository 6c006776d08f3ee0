package dev.fairlead.transport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class PendingStartTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Scheduler scheduler = Schedulers.newBoundedElastic(4, 100, "pending-start");
  private final PendingStart pending = new PendingStart();

  @AfterEach
  void dispose() {
    scheduler.dispose();
  }

  private JdkProcess sleep() {
    return JdkProcess.start(ProcessCommand.of("sleep", "600"), scheduler);
  }

  private static void endsKilled(JdkProcess process) {
    process
        .exit()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(((ProcessException) error).kind())
                    .isEqualTo(ProcessException.Kind.CLOSED))
        .verify(LIMIT);
  }

  @Test
  void aProcessThatComesAfterTheCancellingIsKilled() {
    pending.cancel();
    assertThat(pending.isCancelled()).isTrue();
    JdkProcess process = sleep();
    pending.started(process);
    endsKilled(process);
  }

  @Test
  void aProcessThatIsCancelledBeforeItIsEmittedIsKilled() {
    JdkProcess process = sleep();
    pending.started(process);
    pending.cancel();
    endsKilled(process);
  }
}
