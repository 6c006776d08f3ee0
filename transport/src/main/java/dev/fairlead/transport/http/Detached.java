package dev.fairlead.transport.http;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.util.context.Context;

/**
 * Lets source and subscriber go once the value is delivered, so that neither keeps the other as
 * long as it lives. Unlike Reactor's own such operator it drops nothing: a value that comes after
 * it was cancelled reaches those downstream who close it.
 */
final class Detached<T> extends MonoOperator<T, T> {

  private Detached(Mono<T> source) {
    super(source);
  }

  static <T> Mono<T> of(Mono<T> source) {
    return new Detached<>(source);
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    source.subscribe(new Link<>(actual));
  }

  private static final class Link<T> implements CoreSubscriber<T>, Subscription {

    private volatile @Nullable CoreSubscriber<? super T> actual;
    private volatile @Nullable Subscription upstream;

    Link(CoreSubscriber<? super T> actual) {
      this.actual = actual;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      CoreSubscriber<? super T> to = actual;
      if (to != null) {
        to.onSubscribe(this);
      }
    }

    @Override
    public void onNext(T value) {
      CoreSubscriber<? super T> to = actual;
      if (to != null) {
        to.onNext(value);
      }
    }

    @Override
    public void onError(Throwable error) {
      CoreSubscriber<? super T> to = letGo();
      if (to != null) {
        to.onError(error);
      }
    }

    @Override
    public void onComplete() {
      CoreSubscriber<? super T> to = letGo();
      if (to != null) {
        to.onComplete();
      }
    }

    private @Nullable CoreSubscriber<? super T> letGo() {
      CoreSubscriber<? super T> to = actual;
      actual = null;
      upstream = null;
      return to;
    }

    @Override
    public void request(long n) {
      Subscription from = upstream;
      if (from != null) {
        from.request(n);
      }
    }

    @Override
    public void cancel() {
      Subscription from = upstream;
      if (from != null) {
        from.cancel();
      }
    }

    @Override
    public Context currentContext() {
      CoreSubscriber<? super T> to = actual;
      return to == null ? Context.empty() : to.currentContext();
    }
  }
}
