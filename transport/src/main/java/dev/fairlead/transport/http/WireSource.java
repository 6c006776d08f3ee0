package dev.fairlead.transport.http;

import reactor.core.publisher.Mono;

/** Opens wires, by whichever means. */
interface WireSource {

  /**
   * A new wire to the address. Cancelling abandons the attempt; a wire whose delivery was cancelled
   * is discarded, and whoever gets it closes it.
   */
  Mono<Wire> connect(HttpAddress address);

  /** Releases what wires were made by. They have to be closed before. */
  Mono<Void> close();
}
