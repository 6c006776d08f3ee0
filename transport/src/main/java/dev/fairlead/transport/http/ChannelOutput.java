package dev.fairlead.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way into a channel: tried at once, and kept until the channel takes more. A write
 * that failed ends this direction only, since the answer that explains it is still to be read. On
 * the event loop.
 */
final class ChannelOutput {

  private static final int LOW_BYTES = 64 << 10;
  private static final int HIGH_BYTES = 256 << 10;

  /** The JDK copies into a buffer of its own, as long as what it is given, and keeps that. */
  private static final int MOST_AT_ONCE = 64 << 10;

  private record Outgoing(
      ByteBuffer bytes, boolean end, @Nullable Consumer<@Nullable Throwable> done) {}

  private final SocketChannel channel;
  private final Runnable interestChanged;
  private final Runnable writable;
  private final Queue<Outgoing> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean full;
  private boolean flushing;
  private @Nullable Throwable failure;

  /**
   * Creates one.
   *
   * @param interestChanged runs when {@link #waits()} may have changed
   * @param writable runs when more is taken again
   */
  ChannelOutput(SocketChannel channel, Runnable interestChanged, Runnable writable) {
    this.channel = channel;
    this.interestChanged = interestChanged;
    this.writable = writable;
  }

  boolean isWritable() {
    return !full;
  }

  /** Whether the channel has to take more before anything goes on. */
  boolean waits() {
    return !queue.isEmpty();
  }

  void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers) {
    for (int i = 0; i < buffers.length; i++) {
      ByteBuffer bytes = buffers[i].duplicate();
      queuedBytes += bytes.remaining();
      queue.add(new Outgoing(bytes, false, i == buffers.length - 1 ? done : null));
    }
    full |= queuedBytes > HIGH_BYTES;
    flush();
  }

  /** Ends this direction behind what is queued. */
  void end(Runnable done) {
    queue.add(new Outgoing(ByteBuffer.allocate(0), true, ignored -> done.run()));
    flush();
  }

  /** Moves on as far as the channel takes it. */
  void flush() {
    if (flushing) {
      return; // somebody who was told that his bytes are out wrote more
    }
    flushing = true;
    try {
      for (Outgoing next = queue.peek(); next != null && move(next); next = queue.peek()) {
        queue.remove();
        tell(next, failure);
      }
    } finally {
      flushing = false;
    }
    interestChanged.run();
    if (full && queuedBytes < LOW_BYTES) {
      full = false;
      writable.run();
    }
  }

  /** Fails what is queued, and all that comes. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    flush();
  }

  /** Whether it is done with, well or not. */
  private boolean move(Outgoing next) {
    if (failure != null) {
      queuedBytes -= next.bytes.remaining();
      return true;
    }
    try {
      if (next.end) {
        channel.shutdownOutput();
        return true;
      }
      return moveBytes(next.bytes);
    } catch (IOException e) {
      failure = e;
      queuedBytes -= next.bytes.remaining();
      return true;
    }
  }

  private boolean moveBytes(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), MOST_AT_ONCE);
      int written = channel.write(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + written);
      queuedBytes -= written;
      if (written < length) {
        return false;
      }
    }
    return true;
  }

  private static void tell(Outgoing what, @Nullable Throwable failure) {
    if (what.done != null) {
      what.done.accept(failure);
    }
  }
}
