package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of JSON values into single ones and reads each.
 *
 * <p>Only the borders are found here, by counting brackets outside of strings; whether a value is
 * well formed is for the parser to say, when the value is whole. Not for use by several threads.
 */
final class JsonSplitter<T> {

  private final Class<T> type;
  private final int maxValueBytes;

  /** The value that has begun and is not whole yet. */
  private byte[] pending = new byte[512];

  private int pendingLength;
  private long consumed;

  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean inScalar;

  JsonSplitter(Class<T> type, int maxValueBytes) {
    this.type = type;
    this.maxValueBytes = maxValueBytes;
  }

  /** The values that end in a chunk, read one by one as they are asked for. */
  Iterable<T> feed(ByteBuffer chunk) {
    return () -> new Values(chunk.duplicate());
  }

  /** The value that only the end of the stream ends, which can be a bare number or word. */
  Iterable<T> finish() {
    if (pendingLength == 0) {
      return List.of();
    }
    if (!inScalar) {
      throw JsonErrors.garbage(
          "the stream ends in the middle of a value", pending, 0, pendingLength, consumed, null);
    }
    T value = takePending();
    return value == null ? List.of() : List.of(value);
  }

  private final class Values implements Iterator<T> {

    private final ByteBuffer chunk;
    private @Nullable T next;

    Values(ByteBuffer chunk) {
      this.chunk = chunk;
    }

    @Override
    public boolean hasNext() {
      while (next == null && chunk.hasRemaining()) {
        next = advance(chunk);
      }
      return next != null;
    }

    @Override
    public T next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      T value = next;
      next = null;
      return value;
    }
  }

  /** Takes bytes up to the end of a value or of the chunk; null if no value has ended. */
  private @Nullable T advance(ByteBuffer chunk) {
    while (chunk.hasRemaining()) {
      int b = chunk.get(chunk.position());
      boolean space = b == ' ' || b == '\n' || b == '\r' || b == '\t';
      if (pendingLength == 0 && space) {
        chunk.get();
        consumed++;
        continue;
      }
      if (inScalar && (space || b == '{' || b == '[' || b == '"')) {
        return takePending();
      }
      chunk.get();
      consumed++;
      if (append((byte) b)) {
        return takePending();
      }
    }
    return null;
  }

  /** Adds a byte to the pending value; true if that ended it. */
  private boolean append(byte b) {
    boolean first = pendingLength == 0;
    if (pendingLength == maxValueBytes) {
      throw new TransportException(
          TransportException.Kind.TOO_LARGE,
          "a JSON value is longer than the "
              + maxValueBytes
              + " bytes allowed, at byte "
              + consumed
              + "; it begins with "
              + JsonErrors.preview(pending, 0, pendingLength),
          null);
    }
    if (pendingLength == pending.length) {
      pending = Arrays.copyOf(pending, (int) Math.min(2L * pendingLength, maxValueBytes));
    }
    pending[pendingLength++] = b;
    if (inString) {
      if (escaped) {
        escaped = false;
      } else if (b == '\\') {
        escaped = true;
      } else if (b == '"') {
        inString = false;
        return depth == 0;
      }
      return false;
    }
    if (b == '"') {
      inString = true;
    } else if (b == '{' || b == '[') {
      depth++;
    } else if (b == '}' || b == ']') {
      return --depth <= 0;
    } else if (first) {
      startScalar(b);
    }
    return false;
  }

  private void startScalar(byte b) {
    boolean good = b == '-' || (b >= '0' && b <= '9') || b == 't' || b == 'f' || b == 'n';
    if (!good) {
      throw JsonErrors.garbage(
          "no JSON value begins like this", pending, 0, pendingLength, consumed - 1, null);
    }
    inScalar = true;
  }

  private @Nullable T takePending() {
    int length = pendingLength;
    pendingLength = 0;
    depth = 0;
    inScalar = false;
    return Json.standard().read(pending, 0, length, consumed - length, type);
  }
}
