package dev.fairlead.transport.websocket;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

/** Netty's handlers without a socket, with buffers that the garbage collector takes. */
final class HeapChannel {

  /** Watches for no leak: what is never given back is no leak on the heap. */
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

  private HeapChannel() {}

  static EmbeddedChannel of(ChannelHandler handler) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAllocator(HEAP);
    channel.pipeline().addLast(handler);
    return channel;
  }
}
