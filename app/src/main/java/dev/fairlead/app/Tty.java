package dev.fairlead.app;

import dev.fairlead.spi.container.TerminalSize;
import java.io.IOException;
import java.util.Optional;
import reactor.core.publisher.Flux;

/**
 * The terminal that standard input comes from. It is lent to one process: made raw once, restored
 * once. May be used by many threads.
 */
interface Tty {

  /** The size as it is now; empty if the terminal does not tell. Blocks. */
  Optional<TerminalSize> size();

  /** The size as it is now, and each later one, until it is cancelled. Never an error. */
  Flux<TerminalSize> sizes();

  /**
   * Lets every byte through as it is typed, echoes nothing, and makes no signal of any key. What
   * was typed before stays to be read. Does nothing after {@link #restore}. Blocks.
   *
   * @throws IOException if the terminal cannot be switched
   */
  void raw() throws IOException;

  /**
   * Puts back what was there before {@link #raw}, if that was called. Safe to call twice; never an
   * error, since a terminal that has gone needs nothing. Blocks for a moment.
   */
  void restore();
}
