package dev.fairlead.transport.websocket;

import java.util.List;

/**
 * What a client offers and takes.
 *
 * @param subprotocols the subprotocols that it speaks, the best first; none by default
 * @param maxMessageBytes the most that a message may have which the server sends, and with it each
 *     of its frames; 4 MiB by default
 */
public record WebSocketOptions(List<String> subprotocols, int maxMessageBytes) {

  private static final WebSocketOptions DEFAULTS = new WebSocketOptions(List.of(), 4 << 20);

  /** Copies, and checks that the limit is above zero. */
  public WebSocketOptions {
    subprotocols = List.copyOf(subprotocols);
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException(
          "maxMessageBytes must be above zero, not " + maxMessageBytes);
    }
  }

  /**
   * The defaults.
   *
   * @return options without a subprotocol
   */
  public static WebSocketOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Offers subprotocols.
   *
   * @param names their names, the best first
   * @return changed options
   */
  public WebSocketOptions withSubprotocols(String... names) {
    return new WebSocketOptions(List.of(names), maxMessageBytes);
  }

  /**
   * Changes the limit of what a message may have.
   *
   * @param bytes the most bytes, 1 or more
   * @return changed options
   */
  public WebSocketOptions withMaxMessageBytes(int bytes) {
    return new WebSocketOptions(subprotocols, bytes);
  }
}
