package dev.fairlead.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Gives a call a time, as {@link Mono#timeout(Duration, Scheduler)} does, and loses nothing that
 * comes in the moment of the end: Reactor's own drops a value that a cancellation or the timer has
 * just overtaken, and with it the connection that it holds. A call that is through at once sets no
 * timer.
 *
 * @param <T> what the call yields
 */
public final class TimeLimit<T> extends MonoOperator<T, T> {

  private final Duration limit;
  private final Scheduler timer;
  private final Function<? super T, Mono<Void>> close;

  private TimeLimit(
      Mono<T> source, Duration limit, Scheduler timer, Function<? super T, Mono<Void>> close) {
    super(source);
    this.limit = limit;
    this.timer = timer;
    this.close = close;
  }

  /**
   * The source within a time, or a {@link TimeoutException} in its place, whereupon the source is
   * cancelled.
   *
   * @param <T> what the call yields
   * @param source the call
   * @param limit how long from the subscription on
   * @param timer what measures it, and what the error comes on
   * @param close closes a value that nobody will get any more, as it came too late or was cancelled
   * @return the call with its limit; cancelling it cancels the source
   */
  public static <T> Mono<T> of(
      Mono<T> source, Duration limit, Scheduler timer, Function<? super T, Mono<Void>> close) {
    return new TimeLimit<>(source, limit, timer, close);
  }

  /**
   * The same for values that hold nothing, by Reactor's own timer.
   *
   * @param <T> what the call yields
   * @param source the call
   * @param limit how long from the subscription on
   * @return the call with its limit; cancelling it cancels the source
   */
  public static <T> Mono<T> of(Mono<T> source, Duration limit) {
    return of(source, limit, Schedulers.parallel(), value -> Mono.empty());
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    source.subscribe(new Timed<>(actual, this));
  }

  private static final class Timed<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super T> actual;
    private final TimeLimit<T> limits;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Disposable.Swap clock = Disposables.swap();
    private @Nullable Subscription upstream;

    Timed(CoreSubscriber<? super T> actual, TimeLimit<T> limits) {
      this.actual = actual;
      this.limits = limits;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      actual.onSubscribe(this);
      if (!ended.get()) {
        long nanos = limits.limit.toNanos();
        clock.update(limits.timer.schedule(this::expire, nanos, TimeUnit.NANOSECONDS));
      }
    }

    /** Whether this is the first to end it. */
    private boolean end() {
      boolean first = ended.compareAndSet(false, true);
      if (first) {
        clock.dispose();
      }
      return first;
    }

    private void expire() {
      if (end()) {
        stop();
        actual.onError(new TimeoutException("nothing within " + limits.limit.toMillis() + " ms"));
      }
    }

    private void stop() {
      Subscription running = upstream;
      if (running != null) {
        running.cancel();
      }
    }

    @Override
    public void onNext(T value) {
      if (end()) {
        actual.onNext(value);
        actual.onComplete();
      } else {
        limits.close.apply(value).subscribe(Operators.drainSubscriber());
      }
    }

    @Override
    public void onError(Throwable error) {
      if (end()) {
        actual.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (end()) {
        actual.onComplete();
      }
    }

    @Override
    public void request(long n) {
      Subscription running = upstream;
      if (running != null) {
        running.request(n);
      }
    }

    @Override
    public void cancel() {
      if (end()) {
        stop();
      }
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }
  }
}
