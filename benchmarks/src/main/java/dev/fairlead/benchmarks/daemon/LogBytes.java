package dev.fairlead.benchmarks.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A log as it goes over the wire, made once: a whole number of lines of {@link #LINE_BYTES} bytes,
 * each in a frame, in chunks.
 */
final class LogBytes {

  /** Bytes of a line with its newline. */
  static final int LINE_BYTES = 100;

  /** So many frames fill a whole number of chunks of 32 KiB. */
  static final int LINES = 8192;

  static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEADER_BYTES = 8;
  private static final int FRAME_BYTES = HEADER_BYTES + LINE_BYTES;

  private LogBytes() {}

  /** {@link #LINES} lines, each in a chunk of its own, as dockerd sends them. */
  static ByteBuffer lineByLine() {
    return chunked(FRAME_BYTES);
  }

  /** {@link #LINES} lines in chunks of 32 KiB, whose borders cut frames in two. */
  static ByteBuffer inBlocks() {
    return chunked(32 << 10);
  }

  private static ByteBuffer chunked(int chunkBytes) {
    ByteBuffer frames = frames();
    byte[] head = (Integer.toHexString(chunkBytes) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    int chunks = frames.remaining() / chunkBytes;
    ByteBuffer all = ByteBuffer.allocateDirect(chunks * (head.length + chunkBytes + 2));
    for (int chunk = 0; chunk < chunks; chunk++) {
      all.put(head).put(frames.slice(chunk * chunkBytes, chunkBytes)).put(crlf());
    }
    return all.flip();
  }

  private static ByteBuffer frames() {
    ByteBuffer frames = ByteBuffer.allocate(LINES * FRAME_BYTES);
    for (int line = 0; line < LINES; line++) {
      frames.put(frame(("line " + line + " ").getBytes(StandardCharsets.US_ASCII), LINE_BYTES));
    }
    return frames.flip();
  }

  /** A frame of standard output whose content begins with a text and is filled up to a line. */
  static ByteBuffer frame(byte[] begin, int length) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length).putInt(1 << 24).putInt(length);
    frame.put(begin);
    while (frame.remaining() > 1) {
      frame.put((byte) ('a' + frame.position() % 26));
    }
    return frame.put((byte) '\n').flip();
  }

  /** One chunk. */
  static ByteBuffer chunk(ByteBuffer content) {
    byte[] head =
        (Integer.toHexString(content.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + content.remaining() + 2)
        .put(head)
        .put(content)
        .put(crlf())
        .flip();
  }

  private static byte[] crlf() {
    return new byte[] {'\r', '\n'};
  }
}
