package dev.fairlead.benchmarks.compare;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * As little HTTP as the answers of a container engine need, on a channel that blocks. Not for
 * several threads.
 */
final class LoopConnection implements AutoCloseable {

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10).flip();
  private long left;
  private boolean chunked;
  private boolean untilEnd;

  LoopConnection(Path socket) throws IOException {
    channel = connect(socket);
  }

  /** Connects, and tries again where the queue of a Unix socket is full. */
  static SocketChannel connect(Path socket) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  SocketChannel channel() {
    return channel;
  }

  static ByteBuffer head(String method, String target, String headers, String body) {
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + (method.equals("GET") ? "" : "Content-Length: " + body.length() + "\r\n")
            + (body.isEmpty() ? "\r\n" : "Content-Type: application/json\r\n\r\n" + body);
    return ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends a request and reads the head of the answer: its status. */
  int request(String method, String target, String headers, String body) throws IOException {
    write(head(method, target, headers, body));
    return answer();
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  int answer() throws IOException {
    String status = line();
    int code = Integer.parseInt(status.substring(9, 12));
    chunked = false;
    untilEnd = code != 204;
    left = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        left = Long.parseLong(line.substring(15).trim());
        untilEnd = false;
      } else if (lower.equals("transfer-encoding: chunked")) {
        chunked = true;
        untilEnd = false;
      }
    }
    if (chunked) {
      left = chunkSize();
    }
    return code;
  }

  /** Payload, as much as is there and fits; -1 at the end of the body. */
  int read(byte[] into, int offset, int length) throws IOException {
    if (untilEnd) {
      if (!in.hasRemaining() && !fill()) {
        return -1;
      }
      int here = Math.min(length, in.remaining());
      in.get(into, offset, here);
      return here;
    }
    int got = 0;
    while (got < length && left > 0) {
      if (!in.hasRemaining()) {
        if (got > 0) {
          return got;
        }
        require();
      }
      int here = (int) Math.min(Math.min(left, in.remaining()), length - got);
      in.get(into, offset + got, here);
      got += here;
      left -= here;
      if (left == 0 && chunked) {
        line();
        left = chunkSize();
      }
    }
    return got == 0 && left == 0 ? -1 : got;
  }

  byte[] body() throws IOException {
    return stream().readAllBytes();
  }

  InputStream stream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return LoopConnection.this.read(into, offset, length);
      }
    };
  }

  private long chunkSize() throws IOException {
    long size = 0;
    for (int c = next(); c != '\n'; c = next()) {
      if (c != '\r') {
        size = size * 16 + Character.digit(c, 16);
      }
    }
    if (size == 0) {
      line();
    }
    return size;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private int next() throws IOException {
    if (!in.hasRemaining()) {
      require();
    }
    return in.get();
  }

  private void require() throws IOException {
    if (!fill()) {
      throw new EOFException("the daemon hung up");
    }
  }

  private boolean fill() throws IOException {
    in.clear();
    int read = channel.read(in);
    in.flip();
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
