package dev.fairlead.core.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

class CallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final RuntimePolicies POLICIES =
      RuntimePolicies.defaults()
          .withCallTimeout(Duration.ofSeconds(4))
          .withLongCallTimeout(Duration.ofSeconds(60))
          .withTransferSilence(Duration.ofSeconds(8))
          .withRetry(new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(300), 0));

  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void silenceEndsInATimeoutThatNamesTheOperation() {
    PublisherProbe<Object> silent = PublisherProbe.of(Mono.never());
    StepVerifier.withVirtualTime(() -> calls().once("rename container web", silent.mono()))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(3999))
        .thenAwait(Duration.ofMillis(1))
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasMessageStartingWith(
                        "docker could not rename container web: there was no answer within 4 s"))
        .verify(PATIENCE);
    silent.assertWasCancelled();
  }

  @Test
  void anIdempotentCallIsRepeatedWithGrowingPauses() {
    StepVerifier.withVirtualTime(() -> calls().repeatable("inspect", failing(3)))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(100 + 200 + 300 - 1))
        .thenAwait(Duration.ofMillis(1))
        .expectNext("done")
        .expectComplete()
        .verify(PATIENCE);
    assertThat(attempts).hasValue(4);
  }

  @Test
  void afterTheLastRetryTheErrorItselfArrives() {
    StepVerifier.withVirtualTime(() -> calls().repeatable("inspect", failing(99)))
        .thenAwait(Duration.ofSeconds(1))
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendUnavailableException.class)
                    .hasMessage("docker could not inspect: the connection was reset"))
        .verify(PATIENCE);
    assertThat(attempts).hasValue(4);
  }

  @Test
  void theDeadlineIsForAllAttemptsTogetherAndTellsTheLastError() {
    StepVerifier.withVirtualTime(
            () ->
                calls()
                    .repeatable(
                        "inspect",
                        Mono.defer(
                            () ->
                                attempts.incrementAndGet() == 1
                                    ? failing(99)
                                    : Mono.<String>never())))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(3999))
        .thenAwait(Duration.ofMillis(1))
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasMessageContaining("the last attempt failed: docker could not inspect")
                    .hasCauseInstanceOf(BackendUnavailableException.class))
        .verify(PATIENCE);
  }

  @Test
  void whatIsNotIdempotentOrNotRetryableIsNotRepeated() {
    StepVerifier.create(calls().once("kill", failing(1)))
        .expectError(BackendUnavailableException.class)
        .verify(PATIENCE);
    assertThat(attempts).hasValue(1);
    StepVerifier.create(
            calls()
                .repeatable(
                    "inspect",
                    Mono.defer(
                        () -> {
                          attempts.incrementAndGet();
                          return Mono.error(
                              new ConflictException(
                                  ErrorContext.of("docker", "inspect"), "no", null));
                        })))
        .expectError(ConflictException.class)
        .verify(PATIENCE);
    assertThat(attempts).hasValue(2);
  }

  @Test
  void aListIsRepeatedOnlyWhileNothingWasSeen() {
    StepVerifier.withVirtualTime(
            () -> calls().repeatable("list", failing(2).flatMapMany(done -> Flux.just(1, 2))))
        .thenAwait(Duration.ofSeconds(1))
        .expectNext(1, 2)
        .expectComplete()
        .verify(PATIENCE);
    StepVerifier.create(
            calls().repeatable("list", Flux.concat(Flux.just("one"), failing(Integer.MAX_VALUE))))
        .expectNext("one")
        .expectError(BackendUnavailableException.class)
        .verify(PATIENCE);
    assertThat(attempts).hasValue(4);
  }

  @Test
  void whatABackendMustNotSignalBecomesAFailureOfTheBackend() {
    StepVerifier.create(calls().once("inspect", Mono.error(new IllegalStateException("a defect"))))
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("a defect"))
        .verify(PATIENCE);
  }

  @Test
  void aTransferThatStandsStillEndsInATimeout() {
    StepVerifier.withVirtualTime(
            () -> calls().transfer("export", Flux.just(1, 2).concatWith(Flux.never())))
        .expectNext(1, 2)
        .expectNoEvent(Duration.ofMillis(7999))
        .thenAwait(Duration.ofMillis(2001))
        .expectError(OperationTimeoutException.class)
        .verify(PATIENCE);
  }

  @Test
  void aTransferThatMovesMayTakeAsLongAsItTakes() {
    StepVerifier.withVirtualTime(
            () -> calls().transfer("export", Flux.interval(Duration.ofSeconds(7)).take(20)))
        .thenAwait(Duration.ofSeconds(140))
        .expectNextCount(20)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void aReaderThatAsksForNothingIsNotTakenForASilentSource() {
    StepVerifier.withVirtualTime(() -> calls().transfer("export", Flux.range(1, 3)), 1)
        .expectNext(1)
        .expectNoEvent(Duration.ofHours(1))
        .thenRequest(1)
        .expectNext(2)
        .expectNoEvent(Duration.ofHours(1))
        .thenRequest(5)
        .expectNext(3)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void nothingIsBufferedAheadOfTheReader() {
    AtomicInteger made = new AtomicInteger();
    StepVerifier.create(calls().transfer("export", Flux.range(1, 100).doOnNext(made::set)), 3)
        .expectNext(1, 2, 3)
        .then(() -> assertThat(made).hasValue(3))
        .thenCancel()
        .verify(PATIENCE);
  }

  private Mono<String> failing(int times) {
    return Mono.defer(
        () ->
            attempts.incrementAndGet() <= times
                ? Mono.error(
                    new BackendUnavailableException(
                        ErrorContext.of("docker", "inspect"), "the connection was reset", null))
                : Mono.just("done"));
  }

  private static Calls calls() {
    return new Calls("docker", POLICIES, Schedulers.parallel());
  }

  @Test
  void whatIsOpenedInTheMomentOfACancellationIsClosed() {
    AtomicReference<CoreSubscriber<? super String>> opening = new AtomicReference<>();
    List<String> closed = new ArrayList<>();
    Disposable caller = calls().opened("wait", opening(opening), closing(closed)).subscribe();
    caller.dispose();
    opening.get().onNext("watch");
    assertThat(closed).containsExactly("watch");
  }

  @Test
  void whatIsOpenedInTheMomentOfTheDeadlineIsClosed() {
    AtomicReference<CoreSubscriber<? super String>> opening = new AtomicReference<>();
    List<String> closed = new ArrayList<>();
    StepVerifier.withVirtualTime(() -> calls().opened("wait", opening(opening), closing(closed)))
        .thenAwait(Duration.ofSeconds(4))
        .expectError(OperationTimeoutException.class)
        .verify(PATIENCE);
    opening.get().onNext("watch");
    assertThat(closed).containsExactly("watch");
  }

  @Test
  void whatArrivesIsLeftOpen() {
    AtomicReference<CoreSubscriber<? super String>> opening = new AtomicReference<>();
    List<String> closed = new ArrayList<>();
    StepVerifier.create(calls().opened("wait", opening(opening), closing(closed)))
        .then(() -> opening.get().onNext("watch"))
        .expectNext("watch")
        .expectComplete()
        .verify(PATIENCE);
    assertThat(closed).isEmpty();
  }

  /** A call whose answer was on its way already: it does not hear of the cancellation in time. */
  private static Mono<String> opening(AtomicReference<CoreSubscriber<? super String>> subscriber) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super String> actual) {
        subscriber.set(actual);
        actual.onSubscribe(Operators.emptySubscription());
      }
    };
  }

  private static Function<String, Mono<Void>> closing(List<String> closed) {
    return opened -> Mono.fromRunnable(() -> closed.add(opened));
  }
}
