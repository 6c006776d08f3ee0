package dev.fairlead.spi;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What cancelled calls still take back. Nobody waits for it any more, save for {@link
 * Backend#close}, which must not take the connections away from it. Safe for use by several
 * threads.
 */
public final class Cleanups {

  private final Set<Sinks.Empty<Void>> pending = ConcurrentHashMap.newKeySet();

  /** None are under way. */
  public Cleanups() {}

  /**
   * Counts a cleanup as under way from its subscription to its end or cancellation.
   *
   * @param <T> what it yields
   * @param cleanup what takes something back
   * @return the same
   */
  public <T> Mono<T> track(Mono<T> cleanup) {
    return Mono.defer(
        () -> {
          Sinks.Empty<Void> done = Sinks.empty();
          pending.add(done);
          return cleanup.doFinally(
              signal -> {
                pending.remove(done);
                done.tryEmitEmpty();
              });
        });
  }

  /**
   * Waits for all of them, and for those that they lead to.
   *
   * @return completes when none is under way; never an error
   */
  public Mono<Void> settled() {
    return Mono.defer(
        () ->
            pending.isEmpty()
                ? Mono.empty()
                : Mono.when(pending.stream().map(Sinks.Empty::asMono).toList())
                    .then(Mono.defer(this::settled)));
  }
}
