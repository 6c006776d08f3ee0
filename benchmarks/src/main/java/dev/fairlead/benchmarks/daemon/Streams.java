package dev.fairlead.benchmarks.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** The long answers, each written by a thread that may block. */
final class Streams {

  private static final String OK = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n";
  private static final int TAR_CHUNK = 32 << 10;

  private final ByteBuffer lines = LogBytes.lineByLine();
  private final ByteBuffer blocks = LogBytes.inBlocks();
  private final ByteBuffer tar = tar();
  private final ByteBuffer progress = progress();
  private final AtomicLong written = new AtomicLong();

  /** How many bytes of the last log were taken by the operating system. */
  long written() {
    return written.get();
  }

  /** A log of so many lines, which is a multiple of {@link LogBytes#LINES}. */
  void log(SocketChannel channel, boolean inBlocks, long count) throws IOException {
    head(channel, "Content-Type: application/vnd.docker.raw-stream\r\n");
    written.set(0);
    ByteBuffer part = inBlocks ? blocks : lines;
    for (long line = 0; line < count; line += LogBytes.LINES) {
      write(channel, part.duplicate());
    }
    write(channel, ByteBuffer.wrap(LogBytes.END));
  }

  /** An archive of so many MiB. */
  void save(SocketChannel channel, long mebibytes) throws IOException {
    head(channel, "Content-Type: application/x-tar\r\n");
    for (long i = 0; i < mebibytes; i++) {
      write(channel, tar.duplicate());
    }
    // Two empty records end an archive, and Fairlead looks whether they are there.
    write(channel, LogBytes.chunk(ByteBuffer.allocate(1024)));
    write(channel, ByteBuffer.wrap(LogBytes.END));
  }

  /** The progress of a pull, of about so many messages. */
  void pull(SocketChannel channel, long messages) throws IOException {
    head(channel, "Content-Type: application/json\r\n");
    for (long i = 0; i < messages; i += PROGRESS) {
      write(channel, progress.duplicate());
    }
    String end = "{\"status\":\"Status: Downloaded newer image for pulled:latest\"}\r\n";
    write(channel, LogBytes.chunk(ByteBuffer.wrap(end.getBytes(StandardCharsets.US_ASCII))));
    write(channel, ByteBuffer.wrap(LogBytes.END));
  }

  /** Takes an archive and tells how long it was. */
  void load(SocketChannel channel, Request request, ByteBuffer rest) throws IOException {
    long bytes = Upload.length(channel, request, rest);
    head(channel, "Content-Type: application/json\r\n");
    String text = "{\"stream\":\"Loaded image: loaded:" + bytes + "\\n\"}\r\n";
    write(channel, LogBytes.chunk(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
    write(channel, ByteBuffer.wrap(LogBytes.END));
  }

  private static void head(SocketChannel channel, String headers) throws IOException {
    String head = OK + headers + "Transfer-Encoding: chunked\r\n\r\n";
    ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      written.addAndGet(channel.write(bytes));
    }
  }

  private static ByteBuffer tar() {
    ByteBuffer mebibyte = ByteBuffer.allocateDirect(33 * (TAR_CHUNK + 16));
    ByteBuffer content = ByteBuffer.allocate(TAR_CHUNK);
    while (content.hasRemaining()) {
      content.put((byte) ('A' + content.position() % 53));
    }
    for (int i = 0; i < (1 << 20) / TAR_CHUNK; i++) {
      mebibyte.put(LogBytes.chunk(content.flip()));
    }
    return mebibyte.flip();
  }

  private static final int PROGRESS = 1000;

  private static ByteBuffer progress() {
    ByteBuffer all = ByteBuffer.allocateDirect(PROGRESS * 256);
    for (int i = 0; i < PROGRESS; i++) {
      String message =
          String.format(
              "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":%d,\"total\":53700000},"
                  + "\"progress\":\"[=====\\u003e         ]  %dkB/53.7MB\",\"id\":\"%012x\"}\r\n",
              i * 53_700L, i * 53, 0xa1b2c3d40000L + i % 5);
      all.put(LogBytes.chunk(ByteBuffer.wrap(message.getBytes(StandardCharsets.US_ASCII))));
    }
    return all.flip();
  }
}
