package dev.fairlead.transport.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The moments in which a channel brings nothing, on the thread that reads it. To wait through them
 * right there takes one wake-up, and by way of the event loop it takes three. For one thread.
 */
final class Lull implements AutoCloseable {

  /** The most that whatever else is to be done on this thread has to wait. */
  private static final long LONGEST_MILLIS = 10;

  private final SocketChannel channel;
  private @Nullable Selector readable;

  Lull(SocketChannel channel) {
    this.channel = channel;
  }

  /** Waits for its end; false if it is too long, or the channel was closed. */
  boolean ends() {
    try {
      Selector selector = readable;
      if (selector == null) {
        selector = Selector.open();
        readable = selector;
        channel.register(selector, SelectionKey.OP_READ);
      }
      return selector.select(key -> {}, LONGEST_MILLIS) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    Selector selector = readable;
    if (selector != null) {
      try {
        selector.close();
      } catch (IOException e) {
        // Nobody waits by it any more.
      }
    }
  }
}
