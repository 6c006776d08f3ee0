package dev.fairlead.engine;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the multiplexed stream of the Engine API into pieces: a header of 8 bytes (stream, three
 * zeros, length as unsigned 32 bit big-endian), then so many bytes. A chunk may end anywhere. What
 * a frame holds in one chunk is one piece, so nothing is kept but an unfinished header. Not for use
 * by several threads.
 */
final class FrameSplitter {

  private static final int HEADER_BYTES = 8;
  private static final int DAEMON_ERROR = 3;
  private static final int DAEMON_WORDS = 4096;

  private final ErrorContext context;
  private final byte[] header = new byte[HEADER_BYTES];
  private int headerLength;
  private long remaining;
  private StandardStream stream = StandardStream.STDOUT;
  private @Nullable StringBuilder daemonWords;

  FrameSplitter(ErrorContext context) {
    this.context = context;
  }

  /**
   * A part of one frame.
   *
   * @param stream where it was written to
   * @param bytes the content, not empty unless the frame is
   * @param last whether the frame ends with it
   */
  record Piece(StandardStream stream, ByteBuffer bytes, boolean last) {}

  /** The pieces in a chunk, cut off one by one as they are asked for. */
  Iterable<Piece> feed(ByteBuffer chunk) {
    return () -> new Pieces(chunk.slice());
  }

  /**
   * Looks whether the stream may end here.
   *
   * @throws StreamInterruptedException in the middle of a header or frame
   */
  void finish() {
    if (headerLength > 0) {
      throw new StreamInterruptedException(
          context, "the stream ended after " + headerLength + " of 8 bytes of a header", null);
    }
    if (remaining > 0) {
      throw new StreamInterruptedException(
          context, "the stream ended " + remaining + " bytes before the end of a frame", null);
    }
  }

  private final class Pieces implements Iterator<Piece> {

    private final ByteBuffer chunk;
    private @Nullable Piece next;

    Pieces(ByteBuffer chunk) {
      this.chunk = chunk;
    }

    @Override
    public boolean hasNext() {
      while (next == null && chunk.hasRemaining()) {
        next = remaining > 0 ? take(chunk) : readHeader(chunk);
      }
      return next != null;
    }

    @Override
    public Piece next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Piece piece = next;
      next = null;
      return piece;
    }
  }

  /** Takes what a chunk holds of a header; a piece only for a whole header of an empty frame. */
  private @Nullable Piece readHeader(ByteBuffer chunk) {
    int length = Math.min(HEADER_BYTES - headerLength, chunk.remaining());
    chunk.get(header, headerLength, length);
    headerLength += length;
    if (headerLength < HEADER_BYTES) {
      return null;
    }
    headerLength = 0;
    if (header[0] < 0 || header[0] > DAEMON_ERROR || (header[1] | header[2] | header[3]) != 0) {
      throw new BackendFailureException(
          context,
          "the bytes "
              + HexFormat.ofDelimiter(" ").formatHex(header)
              + " are no header of a frame, so the output cannot be told apart",
          null);
    }
    remaining = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4));
    stream = header[0] == 2 ? StandardStream.STDERR : StandardStream.STDOUT;
    if (header[0] == DAEMON_ERROR) {
      daemonWords = new StringBuilder();
    }
    if (remaining > 0) {
      return null;
    }
    if (daemonWords != null) {
      throw new BackendFailureException(context, "the daemon broke off without a word", null);
    }
    return new Piece(stream, ByteBuffer.allocate(0), true);
  }

  private @Nullable Piece take(ByteBuffer chunk) {
    int length = (int) Math.min(remaining, chunk.remaining());
    ByteBuffer bytes = chunk.slice(chunk.position(), length);
    chunk.position(chunk.position() + length);
    remaining -= length;
    if (daemonWords == null) {
      return new Piece(stream, bytes, remaining == 0);
    }
    if (daemonWords.length() < DAEMON_WORDS) {
      daemonWords.append(StandardCharsets.UTF_8.decode(bytes));
    }
    if (remaining == 0) {
      throw new BackendFailureException(context, daemonWords.toString(), null);
    }
    return null;
  }
}
