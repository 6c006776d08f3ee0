package dev.fairlead.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Gives a source a time, and sets a timer only if it is not through at once: a short answer comes
 * with its head, and a timer for it would cost more than to read it.
 */
final class Deadline<T> extends MonoOperator<T, T> {

  private final Duration limit;

  private Deadline(Mono<T> source, Duration limit) {
    super(source);
    this.limit = limit;
  }

  /** The source, or a {@link TimeoutException} in its place. */
  static <T> Mono<T> of(Mono<T> source, Duration limit) {
    return new Deadline<>(source, limit);
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    Timed<T> timed = new Timed<>(actual, limit);
    source.subscribe(timed);
    timed.begin();
  }

  private static final class Timed<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super T> actual;
    private final Duration limit;
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable Subscription upstream;
    private volatile @Nullable Disposable timer;

    Timed(CoreSubscriber<? super T> actual, Duration limit) {
      this.actual = actual;
      this.limit = limit;
    }

    void begin() {
      if (!ended.get()) {
        Disposable set =
            Schedulers.parallel().schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        timer = set;
        if (ended.get()) {
          set.dispose();
        }
      }
    }

    /** Whether this is the first to end it. */
    private boolean end() {
      if (!ended.compareAndSet(false, true)) {
        return false;
      }
      Disposable set = timer;
      if (set != null) {
        set.dispose();
      }
      return true;
    }

    private void expire() {
      if (end()) {
        stop();
        actual.onError(new TimeoutException("nothing within " + limit.toMillis() + " ms"));
      }
    }

    private void stop() {
      Subscription running = upstream;
      if (running != null) {
        running.cancel();
      }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      actual.onSubscribe(this);
    }

    @Override
    public void onNext(T value) {
      if (end()) {
        actual.onNext(value);
        actual.onComplete();
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
