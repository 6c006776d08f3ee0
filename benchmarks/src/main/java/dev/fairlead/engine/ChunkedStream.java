package dev.fairlead.engine;

import java.io.InputStream;
import java.util.List;

/** The stream of a socket that never gives more than what is left of a chunk. */
final class ChunkedStream extends InputStream {

  private final List<byte[]> chunks;
  private int chunk;
  private int position;

  ChunkedStream(List<byte[]> chunks) {
    this.chunks = chunks;
  }

  @Override
  public int read() {
    return atEnd() ? -1 : chunks.get(chunk)[position++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (atEnd()) {
      return -1;
    }
    int count = Math.min(length, chunks.get(chunk).length - position);
    System.arraycopy(chunks.get(chunk), position, into, offset, count);
    position += count;
    return count;
  }

  private boolean atEnd() {
    if (chunk < chunks.size() && position == chunks.get(chunk).length) {
      chunk++;
      position = 0;
    }
    return chunk == chunks.size();
  }
}
