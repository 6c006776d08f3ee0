package dev.fairlead.process;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Ends what is under way when its owner closes it: by an error, as its own end has not come. */
final class Closing {

  private final Sinks.Empty<Void> closed = Sinks.empty();

  /** Closes; again has no effect. */
  void close() {
    closed.tryEmitEmpty();
  }

  <T> Flux<T> endedBy(Supplier<? extends Throwable> error, Flux<T> source) {
    return Flux.defer(
        () -> {
          AtomicBoolean whole = new AtomicBoolean();
          return source
              .doOnComplete(() -> whole.set(true))
              .takeUntilOther(closed.asMono())
              .concatWith(Flux.defer(() -> whole.get() ? Flux.empty() : Flux.error(error)));
        });
  }

  <T> Mono<T> endedBy(Supplier<? extends Throwable> error, Mono<T> source) {
    return Mono.defer(
        () -> {
          AtomicBoolean whole = new AtomicBoolean();
          return source
              .doOnSuccess(value -> whole.set(true))
              .takeUntilOther(closed.asMono())
              .switchIfEmpty(Mono.defer(() -> whole.get() ? Mono.empty() : Mono.error(error)));
        });
  }
}
