package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

class PermitsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static Permits permits(int total) {
    return new Permits(total, 100, LIMIT, Schedulers.parallel());
  }

  private static Permits.Permit take(Permits permits) {
    Permits.Permit permit = permits.acquire(() -> "test").block(LIMIT);
    assertThat(permit).isNotNull();
    return permit;
  }

  @Test
  void turnsAreGivenInTheOrderOfAsking() {
    Permits permits = permits(1);
    Permits.Permit first = take(permits);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      permits
          .acquire(() -> "test")
          .subscribe(
              permit -> {
                order.add(number);
                permit.release();
              });
    }
    assertThat(order).isEmpty();
    first.release();
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aLongQueueOfShortTurnsNeedsNoDeepStack() {
    Permits permits = new Permits(1, 50_000, LIMIT, Schedulers.parallel());
    Permits.Permit first = take(permits);
    AtomicInteger turns = new AtomicInteger();
    for (int i = 0; i < 50_000; i++) {
      permits
          .acquire(() -> "test")
          .subscribe(
              permit -> {
                turns.incrementAndGet();
                permit.release();
              });
    }
    first.release();
    assertThat(turns.get()).isEqualTo(50_000);
  }

  @Test
  void givingATurnBackTwiceMakesNoSecondOne() {
    Permits permits = permits(1);
    Permits.Permit first = take(permits);
    first.release();
    first.release();
    take(permits);
    StepVerifier.create(permits.acquire(() -> "test"))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(50))
        .thenCancel()
        .verify(LIMIT);
  }

  @Test
  void aTurnThatIsGivenToSomebodyWhoCancelsIsNotLost() {
    Permits permits = permits(1);
    for (int i = 0; i < 3000; i++) {
      Permits.Permit held = take(permits);
      Disposable waiting = permits.acquire(() -> "test").subscribe(Permits.Permit::release);
      RaceTestUtils.race(waiting::dispose, held::release);
      take(permits).release();
    }
  }

  @Test
  void aTurnIsNotLostBehindUsingWhenEither() {
    Permits permits = permits(1);
    for (int i = 0; i < 3000; i++) {
      Permits.Permit held = take(permits);
      Disposable waiting =
          Mono.usingWhen(
                  permits.acquire(() -> "test"),
                  permit -> Mono.just(1),
                  permit -> Mono.fromRunnable(permit::release))
              .subscribe();
      RaceTestUtils.race(waiting::dispose, held::release);
      take(permits).release();
    }
  }
}
