package dev.fairlead.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What sockets are read into: one buffer for each event loop, as whoever gets what was read is done
 * with it before the next read. So it stays in the processor's cache, and reading costs no
 * allocation. Where somebody keeps it, as TLS may, the next read has a buffer of its own.
 */
final class ReadBuffers extends FixedRecvByteBufAllocator {

  private static final ByteBufAllocator UNPOOLED = new UnpooledByteBufAllocator(true, true);

  private final FastThreadLocal<ByteBuf> shared;

  /**
   * Creates an allocator.
   *
   * @param bytes the most that one read brings
   */
  ReadBuffers(int bytes) {
    super(bytes);
    maxMessagesPerRead(1);
    shared =
        new FastThreadLocal<>() {
          @Override
          protected ByteBuf initialValue() {
            return UNPOOLED.directBuffer(bytes, bytes);
          }

          @Override
          protected void onRemoval(ByteBuf value) {
            value.release();
          }
        };
  }

  @Override
  @SuppressWarnings("deprecation") // the type that the interface has here
  public Handle newHandle() {
    return new DelegatingHandle(super.newHandle()) {
      @Override
      public ByteBuf allocate(ByteBufAllocator own) {
        ByteBuf buffer = shared.get();
        return buffer.refCnt() == 1 ? buffer.clear().retain() : super.allocate(own);
      }
    };
  }
}
