package dev.fairlead.engine;

import dev.fairlead.spi.ArchiveFile;
import dev.fairlead.transport.http.BodyDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/**
 * Writes an archive in large pieces that begin and end at multiples of their size, for which file
 * systems have the least work, and tells how much has been written. No byte of it comes onto the
 * heap. It ends well only if the archive is whole.
 */
final class ArchiveWriter implements BodyDecoder<Long> {

  private static final int PIECE_BYTES = 256 << 10;

  /** A daemon that takes longer for a piece is so slow that a smaller one is no loss. */
  private static final long PATIENCE_NANOS = 100_000_000;

  private final WritableByteChannel target;
  private final TarEnd end;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
  private long written;
  private long writtenNanos = System.nanoTime();
  private long told;
  private boolean failed;

  ArchiveWriter(WritableByteChannel target, TarEnd end) {
    this.target = target;
    this.end = end;
  }

  @Override
  public boolean blocks() {
    return true;
  }

  @Override
  public void begin(int atMost) {}

  @Override
  public void take(ByteBuffer bytes) {
    end.add(bytes);
    int limit = bytes.limit();
    while (bytes.position() < limit) {
      bytes.limit(bytes.position() + Math.min(limit - bytes.position(), piece.remaining()));
      piece.put(bytes);
      if (!piece.hasRemaining()) {
        write();
      }
    }
  }

  private void write() {
    piece.flip();
    try {
      while (piece.hasRemaining()) {
        written += target.write(piece);
      }
    } catch (IOException e) {
      failed = true;
      throw ArchiveFile.unwritable(e);
    }
    writtenNanos = System.nanoTime();
    piece.clear().limit(PIECE_BYTES - (int) (written % PIECE_BYTES));
  }

  @Override
  public void drain(Consumer<? super Long> out) {
    if (!failed && System.nanoTime() - writtenNanos > PATIENCE_NANOS) {
      write();
    }
    tell(out);
  }

  private void tell(Consumer<? super Long> out) {
    if (written > told) {
      told = written;
      out.accept(written);
    }
  }

  @Override
  public void end(Consumer<? super Long> out) {
    write();
    tell(out);
    end.requireWhole();
  }

  @Override
  public void cut(Consumer<? super Long> out) {
    tell(out);
  }
}
