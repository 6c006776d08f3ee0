package dev.fairlead.kubernetes.api;

import dev.fairlead.spi.error.ContainerException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Asks again what a server was too busy for. Such an answer (429, or 503 with a time) says that
 * nothing was done, so any call may be repeated.
 */
final class Repeating {

  private static final int ATTEMPTS = 6;
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Repeating() {}

  /** An answer that asks for patience. */
  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ContainerException error;
    private final transient Duration pause;

    Busy(ContainerException error, Duration pause) {
      super(error.getMessage(), error, false, false);
      this.error = error;
      this.pause = pause;
    }

    ContainerException error() {
      return error;
    }
  }

  static Retry whileBusy() {
    return Retry.from(
        signals ->
            signals.concatMap(
                signal ->
                    signal.failure() instanceof Busy busy
                        ? again(busy, signal.totalRetries())
                        : Mono.error(signal.failure())));
  }

  private static Mono<Long> again(Busy busy, long before) {
    if (before >= ATTEMPTS - 1) {
      return Mono.error(busy.error());
    }
    Duration wanted = busy.pause.compareTo(LONGEST) > 0 ? LONGEST : busy.pause;
    // Clients that were turned away together are not to come back together.
    long spread = ThreadLocalRandom.current().nextLong(wanted.toMillis() / 4 + 50);
    return Mono.delay(wanted.plusMillis(spread)).thenReturn(before);
  }
}
