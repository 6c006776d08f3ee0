package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body that is put together in memory, up to a limit. */
final class CollectedBody {

  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private byte[] bytes = NOTHING;
  private int length;

  CollectedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  CollectedBody add(ByteBuffer buffer) {
    if (buffer.remaining() > maxBytes - length) {
      throw new TransportException(
          TransportException.Kind.TOO_LARGE,
          "the body is longer than the " + maxBytes + " bytes allowed",
          null);
    }
    int more = buffer.remaining();
    if (more > bytes.length - length) {
      // The first buffer is nearly always all there is.
      int room = length == 0 ? more : (int) Math.min(maxBytes, 2L * (length + more));
      bytes = Arrays.copyOf(bytes, room);
    }
    buffer.get(bytes, length, more);
    length += more;
    return this;
  }

  byte[] toByteArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }
}
