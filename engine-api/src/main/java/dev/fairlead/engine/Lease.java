package dev.fairlead.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What was opened on the way to a result that several things belong to. Handed over with the
 * result, or released in reverse order if none comes of it. For {@link Mono#usingWhen}, whose
 * cleanup runs before the result is emitted.
 */
final class Lease {

  private final Deque<Mono<Void>> closers = new ArrayDeque<>();
  private boolean released;

  /**
   * Takes what a source opens. What comes too late to be taken is closed, also when nobody waits
   * for it any more.
   */
  <T> Mono<T> take(Mono<T> source, Function<? super T, Mono<Void>> closer) {
    return new Taking<>(source, this, closer);
  }

  private synchronized boolean add(Mono<Void> closer) {
    if (released) {
      return false;
    }
    closers.push(closer);
    return true;
  }

  Mono<Void> handOver() {
    return Mono.fromRunnable(
        () -> {
          synchronized (this) {
            closers.clear();
          }
        });
  }

  Mono<Void> release() {
    return Mono.defer(
        () -> {
          Deque<Mono<Void>> all;
          synchronized (this) {
            released = true;
            all = new ArrayDeque<>(closers);
            closers.clear();
          }
          return Mono.whenDelayError(all);
        });
  }

  /** Sees each value, cancelled or not: a source may not know yet that it was. */
  private static final class Taking<T> extends MonoOperator<T, T> {

    private final Lease lease;
    private final Function<? super T, Mono<Void>> closer;

    Taking(Mono<T> source, Lease lease, Function<? super T, Mono<Void>> closer) {
      super(source);
      this.lease = lease;
      this.closer = closer;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
      source.subscribe(new Taker<>(actual, this));
    }

    private static final class Taker<T> implements CoreSubscriber<T>, Subscription {

      private final CoreSubscriber<? super T> actual;
      private final Taking<T> taking;
      private @Nullable Subscription upstream;

      Taker(CoreSubscriber<? super T> actual, Taking<T> taking) {
        this.actual = actual;
        this.taking = taking;
      }

      @Override
      public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        actual.onSubscribe(this);
      }

      @Override
      public void onNext(T value) {
        Mono<Void> closer = taking.closer.apply(value);
        if (taking.lease.add(closer)) {
          actual.onNext(value);
        } else {
          closer.subscribe(Operators.drainSubscriber());
        }
      }

      @Override
      public void onError(Throwable error) {
        actual.onError(error);
      }

      @Override
      public void onComplete() {
        actual.onComplete();
      }

      @Override
      public void request(long n) {
        if (upstream != null) {
          upstream.request(n);
        }
      }

      @Override
      public void cancel() {
        if (upstream != null) {
          upstream.cancel();
        }
      }

      @Override
      public Context currentContext() {
        return actual.currentContext();
      }
    }
  }
}
