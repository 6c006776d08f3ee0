package dev.fairlead.apple.program;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends what is under way when the backend is closed, by an error, since its own end has not come;
 * and says of every operation what came from below in the contract's words.
 */
public final class Closing {

  private final Sinks.Empty<Void> closed = Sinks.empty();

  /** Ends all that is guarded, and whatever comes from now on. */
  public void close() {
    closed.tryEmitEmpty();
  }

  /**
   * Guards a stream.
   *
   * @param operation what is done, for errors
   * @param call the stream
   * @param <T> of what
   * @return the same, with an error when the backend is closed before its end
   */
  public <T> Flux<T> guard(String operation, Flux<T> call) {
    return Flux.defer(
            () -> {
              AtomicBoolean whole = new AtomicBoolean();
              return call.doOnComplete(() -> whole.set(true))
                  .takeUntilOther(closed.asMono())
                  .concatWith(
                      Flux.defer(
                          () ->
                              whole.get()
                                  ? Flux.empty()
                                  : Flux.error(AppleErrors.closed(operation))));
            })
        .onErrorMap(error -> AppleErrors.map(operation, error));
  }

  /**
   * Guards a call.
   *
   * @param operation what is done, for errors
   * @param call the call
   * @param <T> of what
   * @return the same, with an error when the backend is closed before its end
   */
  public <T> Mono<T> guard(String operation, Mono<T> call) {
    return Mono.defer(
            () -> {
              AtomicBoolean whole = new AtomicBoolean();
              return call.doOnSuccess(value -> whole.set(true))
                  .takeUntilOther(closed.asMono())
                  .switchIfEmpty(
                      Mono.defer(
                          () ->
                              whole.get()
                                  ? Mono.empty()
                                  : Mono.error(AppleErrors.closed(operation))));
            })
        .onErrorMap(error -> AppleErrors.map(operation, error));
  }
}
