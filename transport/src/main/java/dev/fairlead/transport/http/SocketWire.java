package dev.fairlead.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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
  private final WireClock clock = new WireClock(this);
  private final WireWork work;
  private boolean ended;
  private volatile boolean closedHere;
  private volatile boolean used;

  /** Takes over a connected channel; what it leads to is done on the loop, and not on Netty's. */
  SocketWire(Channel channel, HttpAddress address, ChannelLoop loop) {
    this.channel = channel;
    this.address = address;
    this.work = new WireWork(loop, new Strand(loop));
    loop.join(work);
    whenClosed(() -> loop.leave(work));
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
    work.execute(task);
  }

  @Override
  public void goApart(Runnable first) {
    work.goApart(first);
  }

  @Override
  public Future<?> schedule(Runnable task, long delayNanos) {
    return work.schedule(task, delayNanos);
  }

  @Override
  public WireClock clock() {
    return clock;
  }

  @Override
  public void owner(WireListener next) {
    work.owner(next);
  }

  @Override
  public void changeHands() {
    work.changeHands();
  }

  @Override
  public void read() {
    try {
      channel.read();
    } catch (RejectedExecutionException e) {
      // Netty's loops have ended with the transport, before they told of this channel's end.
      execute(() -> fail(closed()));
    }
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
    // Whoever listens only after the writing may hear of it after the answer has come.
    ChannelPromise written = channel.newPromise();
    written.addListener(future -> execute(() -> done.accept(future.cause())));
    ByteBuf last = Unpooled.wrappedBuffer(buffers[buffers.length - 1]);
    ChannelFuture unused = channel.writeAndFlush(last, written);
  }

  @Override
  public void shutdownOutput(Runnable done) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (!flushed.isSuccess()) {
                execute(done);
                return;
              }
              endOutput().addListener(ignored -> execute(done));
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
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        execute(() -> received(ByteBuffer.wrap(copy)));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void received(ByteBuffer bytes) {
    try {
      work.listener().onBytes(bytes);
    } catch (RuntimeException e) {
      fail(e);
      ChannelFuture unused = channel.close();
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
    Throwable described =
        address instanceof HttpAddress.Tls tls ? TlsErrors.describe(tls, cause) : cause;
    execute(() -> fail(described));
    ChannelFuture unused = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    execute(this::tellEnd);
    context.fireChannelInactive();
  }

  private void tellEnd() {
    if (closedHere) {
      fail(closed());
    } else if (!ended) {
      ended = true;
      work.listener().onEnd();
    }
  }

  private static TransportException closed() {
    return new TransportException(
        TransportException.Kind.CLOSED, "the connection was closed by this side", null);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      execute(() -> work.listener().onWritable());
    }
    context.fireChannelWritabilityChanged();
  }

  private void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      work.listener().onFailure(cause);
    }
  }
}
