package dev.fairlead.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
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
 * A connected socket, in the clear or through TLS. This is the seam to Netty; nothing above it
 * knows which library moves the bytes.
 */
final class SocketWire extends ChannelInboundHandlerAdapter implements Wire {

  private final Channel channel;
  private final HttpAddress address;
  private WireListener listener = Unowned.INSTANCE;
  private boolean ended;
  private volatile boolean closedHere;
  private volatile boolean used;

  SocketWire(Channel channel, HttpAddress address) {
    this.channel = channel;
    this.address = address;
  }

  @Override
  public HttpAddress address() {
    return address;
  }

  @Override
  public boolean used() {
    return used;
  }

  @Override
  public void markUsed() {
    used = true;
  }

  @Override
  public boolean isOpen() {
    return !closedHere && channel.isActive();
  }

  @Override
  public void execute(Runnable task) {
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

  @Override
  public Future<?> schedule(Runnable task, long delayNanos) {
    return channel.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void owner(WireListener next) {
    listener = next;
  }

  @Override
  public void read() {
    channel.read();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers) {
    for (int i = 0; i < buffers.length - 1; i++) {
      ChannelFuture unused = channel.write(Unpooled.wrappedBuffer(buffers[i]));
    }
    ByteBuf last = Unpooled.wrappedBuffer(buffers[buffers.length - 1]);
    channel.writeAndFlush(last).addListener(future -> done.accept(future.cause()));
  }

  @Override
  public void shutdownOutput(Runnable done) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (!flushed.isSuccess()) {
                done.run();
                return;
              }
              endOutput().addListener(ignored -> done.run());
            });
  }

  /** TLS has a message of its own for it, and the socket below must go on for the other side. */
  private ChannelFuture endOutput() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null ? ((DuplexChannel) channel).shutdownOutput() : tls.closeOutbound();
  }

  @Override
  public void close() {
    closedHere = true;
    ChannelFuture unused = channel.close();
  }

  @Override
  public Mono<Void> onClose() {
    ChannelFuture closed = channel.closeFuture();
    return FutureMono.from(closed);
  }

  @Override
  public void whenClosed(Runnable task) {
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

  /** The goodbye of TLS ends the stream, as the end of the socket's own does. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == SslCloseCompletionEvent.SUCCESS) {
      ChannelFuture unused = channel.close();
    }
    context.fireUserEventTriggered(event);
  }

  /** With TLS 1.3 a server says only now that it does not like the client's certificate. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(address instanceof HttpAddress.Tls tls ? TlsErrors.describe(tls, cause) : cause);
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
}
