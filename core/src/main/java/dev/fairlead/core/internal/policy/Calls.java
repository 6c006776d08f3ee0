package dev.fairlead.core.internal.policy;

import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.TimeLimit;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.RetryableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** What is added to each call of one backend. Safe for use by several threads. */
public final class Calls {

  private final String backend;
  private final RuntimePolicies policies;
  private final Scheduler timer;

  /**
   * Keeps what is needed.
   *
   * @param backend id of the backend, for errors
   * @param policies what is added
   * @param timer measures deadlines and pauses
   */
  public Calls(String backend, RuntimePolicies policies, Scheduler timer) {
    this.backend = backend;
    this.policies = policies;
    this.timer = timer;
  }

  /** A call that must not be repeated: a deadline. */
  <T> Mono<T> once(String operation, Mono<T> call) {
    return bounded(operation, policies.callTimeout(), mapped(operation, call));
  }

  /** A long call that must not be repeated: a deadline of its own. */
  <T> Mono<T> longOnce(String operation, Mono<T> call) {
    return bounded(operation, policies.longCallTimeout(), mapped(operation, call));
  }

  /**
   * A call whose result holds a connection: it is closed here when it comes too late for the
   * caller.
   */
  <T> Mono<T> opened(String operation, Mono<T> call, Function<? super T, Mono<Void>> close) {
    return opened(operation, policies.callTimeout(), call, close);
  }

  /** The same for what takes long to open. */
  <T> Mono<T> openedLong(String operation, Mono<T> call, Function<? super T, Mono<Void>> close) {
    return opened(operation, policies.longCallTimeout(), call, close);
  }

  /** An idempotent long call: a deadline of its own for all attempts together. */
  <T> Mono<T> repeatableLong(String operation, Mono<T> call) {
    return attempts(operation, call, policies.longCallTimeout());
  }

  /**
   * An idempotent call: a deadline for all attempts together.
   *
   * @param <T> type of the result
   * @param operation what is asked, in words that follow "could not"
   * @param call the call
   * @return the call under policy
   */
  public <T> Mono<T> repeatable(String operation, Mono<T> call) {
    return repeatable(operation, call, Duration.ZERO);
  }

  /** An idempotent call that may take longer than others by an allowance. */
  <T> Mono<T> repeatable(String operation, Mono<T> call, Duration allowance) {
    return attempts(operation, call, policies.callTimeout().plus(allowance));
  }

  private <T> Mono<T> attempts(String operation, Mono<T> call, Duration limit) {
    AtomicReference<@Nullable Throwable> last = new AtomicReference<>();
    return Mono.defer(
        () ->
            bounded(
                operation,
                limit,
                mapped(operation, call).doOnError(last::set).retryWhen(retry(error -> true)),
                last));
  }

  /** An idempotent call with several results, repeated only while none was seen. */
  <T> Flux<T> repeatable(String operation, Flux<T> call) {
    return Flux.defer(
        () -> {
          AtomicBoolean seen = new AtomicBoolean();
          return silent(
              operation,
              policies.callTimeout(),
              mapped(operation, call)
                  .doOnNext(value -> seen.set(true))
                  .retryWhen(retry(error -> !seen.get())));
        });
  }

  /** A transfer that may begin anew: a limit for its silence. */
  <T> Flux<T> repeatableTransfer(String operation, Flux<T> call) {
    return silent(
        operation,
        policies.transferSilence(),
        mapped(operation, call).retryWhen(retry(error -> true)));
  }

  /** A transfer that must not begin anew: a limit for its silence. */
  <T> Flux<T> transfer(String operation, Flux<T> call) {
    return silent(operation, policies.transferSilence(), mapped(operation, call));
  }

  /** The same into a file of the caller, whose own errors are no failure of the backend. */
  <T> Flux<T> toFile(String operation, Flux<T> call) {
    return silent(operation, policies.transferSilence(), mappedButFiles(operation, call));
  }

  /** A stream that a file of the caller goes into. */
  <T> Flux<T> fromFile(String operation, Flux<T> call) {
    return mappedButFiles(operation, call).checkpoint(name(operation));
  }

  /** Work that lasts as long as it lasts. */
  <T> Mono<T> work(String operation, Mono<T> call) {
    return mapped(operation, call).checkpoint(name(operation));
  }

  /** A stream that lasts as long as it lasts. */
  <T> Flux<T> stream(String operation, Flux<T> call) {
    return mapped(operation, call).checkpoint(name(operation));
  }

  RuntimePolicies policies() {
    return policies;
  }

  private <T> Mono<T> opened(
      String operation, Duration limit, Mono<T> call, Function<? super T, Mono<Void>> close) {
    return bounded(
        operation,
        TimeLimit.of(mapped(operation, call), limit, timer, close),
        limit,
        new AtomicReference<>());
  }

  private <T> Mono<T> bounded(String operation, Duration limit, Mono<T> call) {
    return bounded(operation, limit, call, new AtomicReference<>());
  }

  private <T> Mono<T> bounded(
      String operation, Duration limit, Mono<T> call, AtomicReference<@Nullable Throwable> last) {
    return bounded(
        operation, TimeLimit.of(call, limit, timer, tooLate -> Mono.empty()), limit, last);
  }

  private <T> Mono<T> bounded(
      String operation,
      Mono<T> limited,
      Duration limit,
      AtomicReference<@Nullable Throwable> last) {
    return limited
        .onErrorMap(TimeoutException.class, late -> silence(operation, limit, last.get()))
        .checkpoint(name(operation));
  }

  private <T> Flux<T> silent(String operation, Duration limit, Flux<T> call) {
    return Silence.limit(call, limit, timer, () -> silence(operation, limit, null))
        .checkpoint(name(operation));
  }

  private OperationTimeoutException silence(
      String operation, Duration limit, @Nullable Throwable last) {
    String more = last == null ? "" : "; the last attempt failed: " + last.getMessage();
    return new OperationTimeoutException(
        ErrorContext.of(backend, operation).withRemedy("fairlead doctor, or a longer timeout"),
        "there was no answer within " + words(limit) + more,
        last);
  }

  private static String words(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  private <T> Mono<T> mapped(String operation, Mono<T> call) {
    return call.onErrorMap(error -> map(operation, error));
  }

  private <T> Flux<T> mapped(String operation, Flux<T> call) {
    return call.onErrorMap(error -> map(operation, error));
  }

  private <T> Flux<T> mappedButFiles(String operation, Flux<T> call) {
    return call.onErrorMap(
        error -> error instanceof UncheckedIOException ? error : map(operation, error));
  }

  /** A backend that signals what it must not signal is still a failure that callers can catch. */
  private Throwable map(String operation, Throwable error) {
    return error instanceof ContainerException
        ? error
        : new BackendFailureException(
            ErrorContext.of(backend, operation), "the backend failed with " + error, error);
  }

  private Retry retry(Predicate<Throwable> condition) {
    RetryPolicy policy = policies.retry();
    return Retry.backoff(policy.retries(), policy.firstBackoff())
        .maxBackoff(policy.maximumBackoff())
        .jitter(policy.jitter())
        .scheduler(timer)
        .filter(error -> error instanceof RetryableException && condition.test(error))
        .onRetryExhaustedThrow((spec, signal) -> signal.failure());
  }

  private String name(String operation) {
    return backend + " " + operation;
  }
}
