package dev.fairlead.app.copy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * Bytes that come while they are read, for readers that wait. No more than a few chunks are there
 * at once; closing it cancels the source.
 */
final class ChunkInput extends InputStream {

  private static final int AHEAD = 4;

  private final Stream<ByteBuffer> source;
  private final Iterator<ByteBuffer> chunks;
  private ByteBuffer chunk = ByteBuffer.allocate(0);

  ChunkInput(Flux<ByteBuffer> bytes) {
    source = bytes.toStream(AHEAD);
    chunks = source.iterator();
  }

  @Override
  public int read() {
    return more() ? chunk.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int taken = Math.min(length, chunk.remaining());
    chunk.get(target, offset, taken);
    return taken;
  }

  private boolean more() {
    while (!chunk.hasRemaining() && chunks.hasNext()) {
      chunk = chunks.next();
    }
    return chunk.hasRemaining();
  }

  @Override
  public void close() {
    source.close();
  }
}
