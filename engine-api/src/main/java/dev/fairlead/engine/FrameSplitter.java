package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the multiplexed stream of the Engine API into pieces. A chunk may end anywhere. What a frame
 * holds in one chunk is one piece, so nothing is kept but an unfinished header. Not for use by
 * several threads.
 */
final class FrameSplitter {

  private final FrameHeader header;

  FrameSplitter(ErrorContext context) {
    header = new FrameHeader(context);
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

  /** Looks whether the stream may end here: see {@link FrameHeader#finish}. */
  void finish() {
    header.finish();
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
        next = header.remaining() > 0 ? take(chunk) : readHeader(chunk);
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
    return header.read(chunk) && header.remaining() == 0
        ? new Piece(header.stream(), ByteBuffer.allocate(0), true)
        : null;
  }

  private @Nullable Piece take(ByteBuffer chunk) {
    if (header.isDaemonError()) {
      header.readDaemonError(chunk);
      return null;
    }
    int length = (int) Math.min(header.remaining(), chunk.remaining());
    ByteBuffer bytes = chunk.slice(chunk.position(), length);
    chunk.position(chunk.position() + length);
    header.taken(length);
    return new Piece(header.stream(), bytes, header.remaining() == 0);
  }
}
