package dev.fairlead.core.forward;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A connection that somebody on this machine has made to a forwarded port. */
final class LocalConnection {

  private static final int PIECE = 32 << 10;

  private final AsynchronousSocketChannel channel;
  private volatile boolean ended;

  LocalConnection(AsynchronousSocketChannel channel) {
    this.channel = channel;
  }

  /** What the client sends, read as it is demanded, until it ends its side. */
  Flux<ByteBuffer> receive() {
    return Mono.<ByteBuffer>create(sink -> sink.onRequest(n -> read(sink))).repeat(() -> !ended);
  }

  private void read(MonoSink<ByteBuffer> sink) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    channel.read(
        piece,
        null,
        new Moved(
            length -> {
              if (length < 0) {
                ended = true;
                sink.success();
              } else {
                sink.success(piece.flip().asReadOnlyBuffer());
              }
            },
            sink));
  }

  /** Sends one piece after the other. */
  Mono<Void> send(Flux<ByteBuffer> pieces) {
    return pieces
        .concatMap(piece -> Mono.<Void>create(sink -> write(piece.duplicate(), sink)), 1)
        .then();
  }

  private void write(ByteBuffer piece, MonoSink<Void> sink) {
    channel.write(
        piece,
        null,
        new Moved(
            length -> {
              if (piece.hasRemaining()) {
                write(piece, sink);
              } else {
                sink.success();
              }
            },
            sink));
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
  }

  /** What is done when bytes were moved. */
  private record Moved(Progress progress, MonoSink<?> sink)
      implements CompletionHandler<Integer, Void> {

    interface Progress {
      void of(int length);
    }

    @Override
    public void completed(Integer length, @Nullable Void nothing) {
      progress.of(length);
    }

    @Override
    public void failed(Throwable error, @Nullable Void nothing) {
      sink.error(error);
    }
  }
}
