package dev.fairlead.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What was opened on the way to a result that several things belong to. Handed over with the
 * result, or released in reverse order if none comes of it. For {@link Mono#usingWhen}, whose
 * cleanup runs before the result is emitted.
 */
final class Lease {

  private final Deque<Mono<Void>> closers = new ArrayDeque<>();
  private boolean released;

  /** Takes what a source opens. */
  <T> Mono<T> take(Mono<T> source, Function<? super T, Mono<Void>> closer) {
    return source.flatMap(
        value ->
            add(closer.apply(value)) ? Mono.just(value) : closer.apply(value).then(Mono.empty()));
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
}
