package dev.fairlead.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The server's end of one connection. All reads and writes block. */
final class ServerConnection implements AutoCloseable {

  private final SocketChannel channel;
  private final AtomicLong written = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);

  ServerConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** The next head, without the empty line that ends it; empty if the client closed instead. */
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      one.clear();
      if (channel.read(one) < 0) {
        return "";
      }
      head.append((char) one.get(0));
    }
    return head.substring(0, head.length() - 4);
  }

  byte[] read(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("end of stream after " + buffer.position() + " of " + bytes);
      }
    }
    return buffer.array();
  }

  /** Everything up to the client's end of stream. */
  byte[] readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.read(buffer.clear()) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      written.addAndGet(channel.write(buffer));
    }
  }

  /** Writes one byte after the other, with a pause between, so that each is a read of its own. */
  void dribble(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      write(new byte[] {b});
      LockSupport.parkNanos(50_000);
    }
  }

  /** Does nothing for a while, as a server that is slow. */
  void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** How many bytes the operating system has taken so far. Any thread. */
  long written() {
    return written.get();
  }

  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Makes the client see a reset: by TCP's own means, or by leaving sent bytes unread. */
  void reset() throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    channel.close();
  }

  /** Waits until the client's end of stream, ignoring what comes before. */
  void awaitEnd() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.read(buffer.clear()) >= 0) {
      // Only the end is of interest.
    }
  }

  /** Keeps the connection open until the server is closed. */
  void hold() throws InterruptedException {
    hold(Duration.ofMinutes(1));
  }

  void hold(Duration time) throws InterruptedException {
    if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    throw new IllegalStateException("held for " + time);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    channel.close();
  }
}
