package dev.fairlead.apple.making;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Containers whose making nobody waits for any more. They may come to be yet, after the program was
 * killed too, since its service goes on with what it has heard. Then they are taken away.
 */
final class GivenUp {

  private static final int TRIES = 5;
  private static final int LOOKS = 12;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Program program;
  private final Snapshots snapshots;
  private final Cleanups cleanups;

  /** Whether somebody has laid claim to what a making makes, or this side is about to remove it. */
  private final Map<String, AtomicBoolean> claims = new ConcurrentHashMap<>();

  GivenUp(Program program, Snapshots snapshots, Cleanups cleanups) {
    this.program = program;
    this.snapshots = snapshots;
    this.cleanups = cleanups;
  }

  /**
   * One making of a container.
   *
   * @param id its name
   * @param mark what tells it from other makings of that name; empty where there is no other
   */
  record Making(String id, Optional<String> mark) {

    private boolean made(AppleContainer container) {
      return container.making().equals(mark);
    }
  }

  /** Waits for its end, and looks for what came of it for three more seconds. */
  Mono<Void> takeBack(Mono<Void> making, Making what) {
    return takeBack(making, what, LOOKS);
  }

  /** Of one that has ended with words that nobody knows, and made something perhaps. */
  Mono<Void> takeBackAtOnce(Making what) {
    return takeBack(Mono.empty(), what, 0);
  }

  private Mono<Void> takeBack(Mono<Void> making, Making what, int looks) {
    String operation = "remove container " + what.id();
    return cleanups.track(
        Mono.defer(
            () -> {
              what.mark().ifPresent(mark -> claims.put(mark, new AtomicBoolean()));
              return making
                  .onErrorComplete()
                  .then(removed(operation, what, looks))
                  .onErrorComplete()
                  .doFinally(signal -> what.mark().ifPresent(claims::remove));
            }));
  }

  private Mono<Void> removed(String operation, Making what, int again) {
    return snapshots
        .find(operation, what.id())
        .filter(what::made)
        .flatMap(made -> remove(operation, what))
        .retryWhen(Retry.backoff(TRIES, PAUSE))
        .repeatWhenEmpty(again, looks -> looks.concatMap(look -> Mono.delay(PAUSE), 1))
        .then();
  }

  private Mono<Boolean> remove(String operation, Making what) {
    return spares(what.mark())
        ? program
            .run(operation, what.id(), Invocation.of("delete", "--force", what.id()))
            .onErrorResume(NotFoundException.class, gone -> Mono.just(what.id()))
            .map(gone -> true)
        : Mono.just(true);
  }

  /**
   * Lays claim to what a making has made, for whoever found it under its name.
   *
   * @return false if it is about to be removed
   */
  boolean spares(Optional<String> mark) {
    AtomicBoolean claim = mark.map(claims::get).orElse(null);
    return claim == null || claim.compareAndSet(false, true);
  }
}
