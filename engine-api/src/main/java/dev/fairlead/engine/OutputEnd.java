package dev.fairlead.engine;

import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Tells the end of an output from the end of a connection, which look the same on the wire. */
final class OutputEnd {

  private static final Duration PAUSE = Duration.ofMillis(60);
  private static final int ROUNDS = 3;
  private static final int LATE_ROUNDS = 25;

  private OutputEnd() {}

  /**
   * Asks whether the process has ended. Where the end of the output comes after the daemon took the
   * end of the process in, there is next to nothing to wait for.
   *
   * @param client whose connection ended
   * @param context what was asked, for the error
   * @param ended asks the daemon once
   * @return completes if it has; else a {@link StreamInterruptedException}
   */
  static Mono<Void> confirm(EngineClient client, ErrorContext context, Mono<Boolean> ended) {
    return ended
        .filter(yes -> yes)
        .repeatWhenEmpty(
            client.dialect().endIsKnownLate() ? LATE_ROUNDS : ROUNDS,
            rounds -> rounds.concatMap(round -> Mono.delay(PAUSE), 1))
        .onErrorMap(
            ContainerException.class,
            error -> interrupted(context, "the daemon cannot tell why: " + error.getMessage()))
        .onErrorMap(
            IllegalStateException.class, rounds -> interrupted(context, "the process did not"))
        .then();
  }

  private static StreamInterruptedException interrupted(ErrorContext context, String why) {
    return new StreamInterruptedException(context, "the connection ended, and " + why, null);
  }
}
