package dev.fairlead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class CleanupsTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final Cleanups cleanups = new Cleanups();

  @Test
  void nothingIsWaitedForWhenNothingIsUnderWay() {
    Mono<Void> unused = cleanups.track(Mono.never());
    cleanups.settled().as(StepVerifier::create).expectComplete().verify(SOON);
  }

  @Test
  void everyoneIsWaitedForAndWhatItLeadsTo() {
    Sinks.Empty<Void> first = Sinks.empty();
    Sinks.Empty<Void> second = Sinks.empty();
    Disposable running =
        cleanups
            .track(first.asMono())
            .doFinally(signal -> cleanups.track(second.asMono()).subscribe())
            .subscribe();
    CompletableFuture<Void> settled = cleanups.settled().toFuture();
    assertThat(settled).isNotDone();
    first.tryEmitEmpty();
    assertThat(running.isDisposed()).isTrue();
    CompletableFuture<Void> later = cleanups.settled().toFuture();
    assertThat(later).isNotDone();
    second.tryEmitEmpty();
    assertThat(settled).succeedsWithin(SOON);
    assertThat(later).succeedsWithin(SOON);
  }

  @Test
  void failedAndCancelledOnesAreOver() {
    cleanups.track(Mono.error(new IllegalStateException("expected"))).onErrorComplete().block(SOON);
    cleanups.track(Mono.never()).subscribe().dispose();
    cleanups.settled().as(StepVerifier::create).expectComplete().verify(SOON);
  }
}
