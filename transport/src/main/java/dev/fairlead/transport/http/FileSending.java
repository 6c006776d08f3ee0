package dev.fairlead.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Has the operating system send a file into a channel, by {@code sendfile(2)} on Linux, so that its
 * bytes never come into this process. A disk may block, so it is done on a thread of its own; that
 * also waits for the channel by itself, as each way to the event loop and back would cost more than
 * what is sent between two. The loop goes on reading: the answer may come before the end.
 */
final class FileSending implements Upload, Runnable {

  /** Between two pieces it is seen that no more is wanted. */
  private static final long MOST_AT_ONCE = 1 << 20;

  private final FileChannel file;
  private final long end;
  private final SocketChannel channel;
  private final Wire wire;
  private final WireWriter.Progress progress;
  private long at;
  private volatile boolean moved;
  private volatile boolean stopped;
  private volatile @Nullable Selector selector;

  FileSending(
      RequestBody.File file, SocketChannel channel, Wire wire, WireWriter.Progress progress) {
    this.file = file.content();
    this.end = file.bytes();
    this.channel = channel;
    this.wire = wire;
    this.progress = progress;
  }

  @Override
  public void run() {
    try {
      send();
      tell(at == end ? progress::done : progress::stopped);
    } catch (IOException e) {
      if (stopped) {
        tell(progress::stopped);
      } else if (fileFails()) {
        tell(() -> progress.sourceFailed(FilePieces.unreadable(e)));
      } else {
        tell(() -> progress.writeFailed(e));
      }
    }
  }

  private void send() throws IOException {
    // As long as the channel is registered here, it keeps its number, whoever closes it.
    try (Selector writable = Selector.open()) {
      selector = writable;
      channel.register(writable, SelectionKey.OP_WRITE);
      while (at < end && !stopped) {
        long sent = file.transferTo(at, Math.min(end - at, MOST_AT_ONCE), channel);
        if (sent > 0) {
          at += sent;
          moved = true;
        } else if (file.size() <= at) {
          throw FilePieces.shorter(at);
        } else {
          writable.select(key -> {});
        }
      }
    }
  }

  /** Whether it is the file that is to blame, and not the channel. */
  private boolean fileFails() {
    try {
      return file.read(ByteBuffer.allocate(1), at) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private void tell(Runnable outcome) {
    wire.execute(outcome);
  }

  @Override
  public void cancel() {
    stopped = true;
    Selector waiting = selector;
    if (waiting != null) {
      waiting.wakeup();
    }
  }

  /** The answer may come before the thread that sends has seen that all is out. */
  @Override
  public boolean tellsWhenStopped() {
    return true;
  }

  @Override
  public boolean awaitsSource() {
    boolean went = moved;
    moved = false;
    return went;
  }
}
