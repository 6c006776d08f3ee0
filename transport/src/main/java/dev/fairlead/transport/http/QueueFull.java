package dev.fairlead.transport.http;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * A Unix socket whose queue of connections is full refuses at once, where TCP waits: so it is asked
 * again, until the time for connecting is over.
 */
final class QueueFull {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private QueueFull() {}

  /**
   * The same attempt, repeated as long as that is what it fails with.
   *
   * @param attempt an attempt that begins now, with its failures described
   * @param timer waits between attempts
   */
  static Mono<Wire> askAgain(
      Mono<Wire> attempt, HttpAddress address, Duration timeout, Scheduler timer) {
    if (!(address instanceof HttpAddress.Unix)) {
      return attempt;
    }
    long giveUp = System.nanoTime() + timeout.toNanos();
    return attempt.onErrorResume(
        failure -> ConnectErrors.isQueueFull(address, failure),
        full ->
            attempt.retryWhen(
                Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                    .maxBackoff(LONGEST_PAUSE)
                    .scheduler(timer)
                    .filter(
                        failure ->
                            ConnectErrors.isQueueFull(address, failure)
                                && System.nanoTime() < giveUp)));
  }
}
