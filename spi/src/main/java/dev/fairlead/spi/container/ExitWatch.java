package dev.fairlead.spi.container;

import reactor.core.publisher.Mono;

/**
 * A wait that the runtime already knows of: whatever ends from now on is seen. Its owner ends with
 * {@link #close()}.
 */
public interface ExitWatch {

  /**
   * How the container ends. Can be subscribed to any number of times. Cancelling neither stops the
   * container nor the watch.
   *
   * @return the end; {@link dev.fairlead.spi.error.StreamInterruptedException} if the runtime could
   *     not be watched to the end
   */
  Mono<Exit> exit();

  /**
   * Ends the watch and releases its connection; the container goes on.
   *
   * @return completes when all is released; safe to subscribe to more than once
   */
  Mono<Void> close();
}
