package dev.fairlead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class TimeLimitTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void whatIsThroughAtOnceComesThrough() {
    StepVerifier.create(TimeLimit.of(Mono.just("now"), LIMIT)).expectNext("now").verifyComplete();
    StepVerifier.create(TimeLimit.of(Mono.empty(), LIMIT)).verifyComplete();
  }

  @Test
  void whatIsLateIsAnErrorAndIsCancelled() {
    TestPublisher<String> source = TestPublisher.create();
    StepVerifier.withVirtualTime(() -> TimeLimit.of(source.mono(), LIMIT))
        .expectSubscription()
        .expectNoEvent(LIMIT.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectError(TimeoutException.class)
        .verify(SOON);
    source.assertCancelled();
  }

  @Test
  void whatComesInTimeComesOnce() {
    TestPublisher<String> source = TestPublisher.create();
    StepVerifier.withVirtualTime(() -> TimeLimit.of(source.mono(), LIMIT))
        .expectSubscription()
        .expectNoEvent(LIMIT.dividedBy(2))
        .then(() -> source.emit("later"))
        .expectNext("later")
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void cancellingCancelsTheSource() {
    TestPublisher<String> source = TestPublisher.create();
    StepVerifier.create(TimeLimit.of(source.mono(), LIMIT)).thenCancel().verify(SOON);
    source.assertCancelled();
    assertThat(source.wasRequested()).isTrue();
  }
}
