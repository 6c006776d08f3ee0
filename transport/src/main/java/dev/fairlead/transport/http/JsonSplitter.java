package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of JSON values into single ones, where they lie: only what is not whole at the end
 * of a read is copied.
 *
 * <p>Only the borders are found here, by counting brackets outside of strings; whether a value is
 * well formed is for the parser to say, when the value is whole. Not for use by several threads.
 */
final class JsonSplitter {

  /** Takes a value that is whole. */
  interface Target {

    /**
     * Takes the bytes of a value, good during this call only.
     *
     * @param position where the value began in the stream
     */
    void value(byte[] bytes, int offset, int length, long position);
  }

  private final int maxValueBytes;
  private final Target target;

  /** What earlier reads brought of the value that has begun. */
  private byte[] pending = new byte[512];

  private int pendingLength;

  /** Where the stream stands. */
  private long consumed;

  private boolean begun;
  private boolean scalar;
  private boolean inString;
  private boolean escaped;
  private int depth;

  JsonSplitter(int maxValueBytes, Target target) {
    this.maxValueBytes = maxValueBytes;
    this.target = target;
  }

  /** Takes what a read brought, all of it, and hands on the values that end in it. */
  void feed(ByteBuffer read) {
    ByteBuffer in =
        read.hasArray() ? read : ByteBuffer.allocate(read.remaining()).put(read.duplicate()).flip();
    byte[] bytes = in.array();
    int at = in.arrayOffset() + in.position();
    int end = at + in.remaining();
    int from = at;
    read.position(read.limit());
    while (at < end) {
      if (begun) {
        int border = scalar ? scalarEnd(bytes, at, end) : bracketEnd(bytes, at, end);
        consumed += (border < 0 ? end : border) - at;
        at = border < 0 ? end : border;
        if (border >= 0) {
          hand(bytes, from, at - from);
        }
      } else {
        from = at;
        begun = begins(bytes, at);
        consumed++;
        at++;
      }
    }
    if (begun) {
      keep(bytes, from, end - from);
    }
  }

  /** The stream has ended, which alone ends a bare number or word. */
  void finish() {
    if (!begun) {
      return;
    }
    if (!scalar) {
      throw JsonErrors.garbage(
          "the stream ends in the middle of a value", pending, 0, pendingLength, consumed, null);
    }
    hand(pending, 0, 0);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Whether a byte between two values begins the next one. */
  private boolean begins(byte[] bytes, int at) {
    byte b = bytes[at];
    if (isSpace(b)) {
      return false;
    }
    scalar = b == '-' || (b >= '0' && b <= '9') || b == 't' || b == 'f' || b == 'n';
    inString = b == '"';
    escaped = false;
    depth = b == '{' || b == '[' ? 1 : 0;
    if (!scalar && !inString && depth == 0) {
      throw JsonErrors.garbage("no JSON value begins like this", bytes, at, 1, consumed, null);
    }
    return true;
  }

  /** Where a number or word ends; -1 if not here. */
  private static int scalarEnd(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      if (isSpace(b) || b == '{' || b == '[' || b == '"') {
        return at;
      }
    }
    return -1;
  }

  /** Behind the bracket or quote that ends the value; -1 if it is not here. */
  private int bracketEnd(byte[] bytes, int from, int end) {
    int level = depth;
    boolean text = inString;
    int at = escaped ? from + 1 : from;
    while (at < end) {
      byte b = bytes[at++];
      if (text) {
        if (b == '\\') {
          at++;
        } else if (b == '"') {
          text = false;
          if (level == 0) {
            return at;
          }
        }
      } else if (b == '"') {
        text = true;
      } else if (b == '{' || b == '[') {
        level++;
      } else if ((b == '}' || b == ']') && --level == 0) {
        return at;
      }
    }
    depth = level;
    inString = text;
    escaped = at > end;
    return -1;
  }

  /** Hands on the value whose last bytes these are. */
  private void hand(byte[] bytes, int offset, int length) {
    begun = false;
    if (pendingLength == 0 && length <= maxValueBytes) {
      target.value(bytes, offset, length, consumed - length);
      return;
    }
    keep(bytes, offset, length);
    int whole = pendingLength;
    pendingLength = 0;
    target.value(pending, 0, whole, consumed - whole);
  }

  private void keep(byte[] bytes, int offset, int length) {
    long whole = (long) pendingLength + length;
    if (whole > pending.length) {
      long room = Math.min(Math.max(whole, 2L * pending.length), maxValueBytes);
      pending = Arrays.copyOf(pending, (int) Math.max(room, pending.length));
    }
    int taken = Math.min(length, pending.length - pendingLength);
    System.arraycopy(bytes, offset, pending, pendingLength, taken);
    pendingLength += taken;
    if (whole > maxValueBytes) {
      throw new TransportException(
          TransportException.Kind.TOO_LARGE,
          "a JSON value is longer than the "
              + maxValueBytes
              + " bytes allowed, at byte "
              + (consumed - whole + maxValueBytes)
              + "; it begins with "
              + JsonErrors.preview(pending, 0, Math.min(pendingLength, maxValueBytes)),
          null);
    }
  }
}
