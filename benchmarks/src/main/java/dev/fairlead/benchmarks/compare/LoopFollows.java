package dev.fairlead.benchmarks.compare;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Followed logs on one selector: each read is looked through for lines, and no state is kept. */
final class LoopFollows implements Closeable {

  private static final int CHUNK_BYTES = 4 + 8 + Tally.LINE_BYTES + 2;

  private final Selector selector = Selector.open();
  private final Latencies lines;
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);

  LoopFollows(Latencies lines) throws IOException {
    this.lines = lines;
  }

  void add(Path socket, ByteBuffer request) throws IOException {
    SocketChannel channel = LoopConnection.connect(socket);
    channel.write(request);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  void start() {
    Thread thread = new Thread(this::run, "follows");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::read);
      }
    } catch (ClosedSelectorException closed) {
      // That is how it ends.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    try {
      in.clear();
      if (((SocketChannel) key.channel()).read(in) < 0) {
        key.cancel();
        return;
      }
      in.flip();
      if (in.get(0) == 'H') {
        return;
      }
      for (int at = 0; at + CHUNK_BYTES <= in.limit(); at += CHUNK_BYTES) {
        ByteBuffer owned = ByteBuffer.allocate(Tally.LINE_BYTES);
        owned.put(in.slice(at + 12, Tally.LINE_BYTES)).flip();
        lines.add(Moment.since(owned));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
