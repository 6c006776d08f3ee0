package dev.fairlead.engine;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader is in the multiplexed stream of the Engine API: a header of 8 bytes (stream, three
 * zeros, length as unsigned 32 bit big-endian), then so many bytes. What the daemon says in a frame
 * of its own is an error. Not for use by several threads.
 */
final class FrameHeader {

  /** How long a header is. */
  static final int BYTES = 8;

  private static final int DAEMON_ERROR = 3;
  private static final int DAEMON_WORDS = 4096;

  private final ErrorContext context;
  private long begun;
  private int length;
  private long remaining;
  private StandardStream stream = StandardStream.STDOUT;
  private @Nullable StringBuilder daemonWords;

  FrameHeader(ErrorContext context) {
    this.context = context;
  }

  /** Whether a header is sound, and its frame one of output. */
  static boolean isOfOutput(long header) {
    int kind = (int) (header >>> 56);
    return kind < DAEMON_ERROR && (header >>> 32 & 0xffffff) == 0;
  }

  /** Where the frame of a header is written to. */
  static StandardStream streamOf(long header) {
    return header >>> 56 == 2 ? StandardStream.STDERR : StandardStream.STDOUT;
  }

  /** Whether something came of a header or frame that is not whole. */
  boolean isBegun() {
    return length > 0 || remaining > 0;
  }

  /** Where the frame was written to. */
  StandardStream stream() {
    return stream;
  }

  /** How much of the frame is still to come; 0 if a header is. */
  long remaining() {
    return remaining;
  }

  /** So many bytes of the frame were taken. */
  void taken(int bytes) {
    remaining -= bytes;
  }

  /**
   * Takes what a chunk holds of a header.
   *
   * @return whether it is whole, and the frame begins
   */
  boolean read(ByteBuffer chunk) {
    if (length == 0 && chunk.remaining() >= BYTES) {
      begun = chunk.getLong();
      begin();
      return true;
    }
    while (length < BYTES && chunk.hasRemaining()) {
      begun = begun << 8 | (chunk.get() & 0xff);
      length++;
    }
    if (length < BYTES) {
      return false;
    }
    begin();
    return true;
  }

  private void begin() {
    long header = begun;
    begun = 0;
    length = 0;
    boolean daemonError = header >>> 32 == DAEMON_ERROR << 24;
    if (!daemonError && !isOfOutput(header)) {
      byte[] bytes = ByteBuffer.allocate(BYTES).putLong(header).array();
      throw new BackendFailureException(
          context,
          "the bytes "
              + HexFormat.ofDelimiter(" ").formatHex(bytes)
              + " are no header of a frame, so the output cannot be told apart",
          null);
    }
    remaining = header & 0xffffffffL;
    stream = streamOf(header);
    if (daemonError) {
      if (remaining == 0) {
        throw new BackendFailureException(context, "the daemon broke off without a word", null);
      }
      daemonWords = new StringBuilder();
    }
  }

  /** Whether the frame is one in which the daemon says why there will be no more. */
  boolean isDaemonError() {
    return daemonWords != null;
  }

  /**
   * Takes the daemon's words.
   *
   * @throws BackendFailureException with all of them, at the end of the frame
   */
  void readDaemonError(ByteBuffer chunk) {
    StringBuilder words = daemonWords;
    if (words == null) {
      throw new IllegalStateException("the frame is one of output");
    }
    int part = (int) Math.min(remaining, chunk.remaining());
    if (words.length() < DAEMON_WORDS) {
      words.append(StandardCharsets.UTF_8.decode(chunk.slice(chunk.position(), part)));
    }
    chunk.position(chunk.position() + part);
    remaining -= part;
    if (remaining == 0) {
      throw new BackendFailureException(context, words.toString(), null);
    }
  }

  /**
   * Looks whether the stream may end here.
   *
   * @throws StreamInterruptedException in the middle of a header or frame
   */
  void finish() {
    if (length > 0) {
      throw new StreamInterruptedException(
          context, "the stream ended after " + length + " of 8 bytes of a header", null);
    }
    if (remaining > 0) {
      throw new StreamInterruptedException(
          context, "the stream ended " + remaining + " bytes before the end of a frame", null);
    }
  }
}
