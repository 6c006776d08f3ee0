package dev.fairlead.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;

/**
 * One connected socket: bytes in on demand, bytes out, half-close, close.
 *
 * <p>This is the seam to Netty; nothing above it knows which library moves the bytes. Unless said
 * otherwise, methods are called on the wire's event loop, which {@link #execute} leads to.
 */
final class Wire extends ChannelInboundHandlerAdapter {

  private final Channel channel;
  private final HttpAddress address;
  private WireListener listener = Unowned.INSTANCE;
  private boolean ended;
  private volatile boolean closedHere;
  private volatile boolean used;

  Wire(Channel channel, HttpAddress address) {
    this.channel = channel;
    this.address = address;
  }

  /** Where the wire leads. Any thread. */
  HttpAddress address() {
    return address;
  }

  /** Whether an exchange went over this wire before. Any thread. */
  boolean used() {
    return used;
  }

  void markUsed() {
    used = true;
  }

  /** Whether bytes can still come and go, as far as is known. Any thread. */
  boolean isOpen() {
    return !closedHere && channel.isActive();
  }

  /** Runs a task on the event loop, at once if this is it. Any thread. */
  void execute(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and every wire with it: nothing else runs there that this could meet.
      task.run();
    }
  }

  Future<?> schedule(Runnable task, long delayNanos) {
    return channel.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  void owner(WireListener next) {
    listener = next;
  }

  /** Asks for one more read of the socket. */
  void read() {
    channel.read();
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** Sends buffers as one, and tells when they are with the operating system. */
  void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers) {
    for (int i = 0; i < buffers.length - 1; i++) {
      ChannelFuture unused = channel.write(Unpooled.wrappedBuffer(buffers[i]));
    }
    ByteBuf last = Unpooled.wrappedBuffer(buffers[buffers.length - 1]);
    channel.writeAndFlush(last).addListener(future -> done.accept(future.cause()));
  }

  /** Sends everything written so far, then the end of this side's stream. */
  void shutdownOutput(Runnable done) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (!flushed.isSuccess()) {
                done.run();
                return;
              }
              ((DuplexChannel) channel).shutdownOutput().addListener(ignored -> done.run());
            });
  }

  /** Closes the socket at once. Idempotent. Any thread. */
  void close() {
    closedHere = true;
    ChannelFuture unused = channel.close();
  }

  /** Completes when the socket is closed. Any thread. */
  Mono<Void> onClose() {
    ChannelFuture closed = channel.closeFuture();
    return FutureMono.from(closed);
  }

  /** Runs a task once the socket is closed. Any thread. */
  void whenClosed(Runnable task) {
    channel.closeFuture().addListener(ignored -> task.run());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof ByteBuf bytes && bytes.isReadable()) {
        listener.onBytes(bytes.nioBuffer());
      }
    } catch (RuntimeException e) {
      fail(e);
      ChannelFuture unused = channel.close();
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
    ChannelFuture unused = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!ended) {
      if (closedHere) {
        fail(
            new TransportException(
                TransportException.Kind.CLOSED, "the connection was closed by this side", null));
      } else {
        ended = true;
        listener.onEnd();
      }
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      listener.onWritable();
    }
    context.fireChannelWritabilityChanged();
  }

  private void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      listener.onFailure(cause);
    }
  }

  /** Between owners: nothing is expected, so anything that comes ends the wire. */
  private enum Unowned implements WireListener {
    INSTANCE;

    @Override
    public void onBytes(ByteBuffer bytes) {
      throw new IllegalStateException("bytes on a connection that nobody reads");
    }

    @Override
    public void onEnd() {}

    @Override
    public void onFailure(Throwable cause) {}
  }
}
