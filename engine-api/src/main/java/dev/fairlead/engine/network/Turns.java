package dev.fairlead.engine.network;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Lets work on one name happen one after another, in the order of subscription. */
final class Turns {

  private final Map<String, Turn> last = new ConcurrentHashMap<>();

  /** One piece of work, which waits for the one before it. */
  private static final class Turn {
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final Mono<Void> before;

    Turn(Mono<Void> before) {
      this.before = before;
    }
  }

  /** Waits for the turn of a name, and gives it up at the end, whatever that is. */
  <T> Mono<T> take(String name, Mono<T> work) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> join(name)),
        turn -> turn.before.then(work),
        turn -> leave(name, turn),
        (turn, error) -> leave(name, turn),
        turn -> leave(name, turn));
  }

  private Turn join(String name) {
    return Objects.requireNonNull(
        last.compute(
            name,
            (key, before) -> new Turn(before == null ? Mono.empty() : before.ended.asMono())));
  }

  /** One that is cancelled while it waits still keeps those behind it waiting. */
  private Mono<Void> leave(String name, Turn turn) {
    return turn.before.then(
        Mono.fromRunnable(
            () -> {
              last.remove(name, turn);
              turn.ended.tryEmitEmpty();
            }));
  }
}
