package dev.fairlead.core.forward;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A connection that somebody on this machine has made to a forwarded port. */
final class LocalConnection {

  private static final int PIECE = 32 << 10;

  private final SocketChannel channel;
  private final SocketLoop loop;
  private volatile boolean ended;

  LocalConnection(SocketChannel channel, SocketLoop loop) {
    this.channel = channel;
    this.loop = loop;
  }

  /** What the client sends, read as it is demanded, until it ends its side. */
  Flux<ByteBuffer> receive() {
    return SocketLoop.<ByteBuffer>onDemand(
            sink -> loop.when(channel, SelectionKey.OP_READ, () -> read(sink)))
        .repeat(() -> !ended);
  }

  private void read(MonoSink<ByteBuffer> sink) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try {
      int length = channel.read(piece);
      if (length == 0) {
        loop.when(channel, SelectionKey.OP_READ, () -> read(sink));
      } else if (length < 0) {
        ended = true;
        sink.success();
      } else {
        sink.success(piece.flip().asReadOnlyBuffer());
      }
    } catch (IOException e) {
      sink.error(e);
    }
  }

  /** Sends one piece after the other. */
  Mono<Void> send(Flux<ByteBuffer> pieces) {
    return pieces
        .concatMap(piece -> Mono.<Void>create(sink -> write(piece.duplicate(), sink)), 1)
        .then();
  }

  private void write(ByteBuffer piece, MonoSink<Void> sink) {
    try {
      channel.write(piece);
      if (piece.hasRemaining()) {
        loop.when(channel, SelectionKey.OP_WRITE, () -> write(piece, sink));
      } else {
        sink.success();
      }
    } catch (IOException e) {
      sink.error(e);
    }
  }

  /** Tells the client that nothing more comes. */
  Mono<Void> finish() {
    return Mono.fromCallable(channel::shutdownOutput).then();
  }

  /** The next {@link #close} tells the client that the connection failed. */
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is closed already, and its client knows.
    }
  }

  void close() {
    LocalAddress.close(channel);
    // A selector holds on to the socket until its loop turns.
    loop.later(() -> {});
  }
}
