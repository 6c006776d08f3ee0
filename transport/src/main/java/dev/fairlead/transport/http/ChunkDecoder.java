package dev.fairlead.transport.http;

import java.nio.ByteBuffer;

/** Takes the chunked transfer coding off, in place and split anywhere (RFC 9112, section 7.1). */
final class ChunkDecoder {

  private static final int MAX_LINE_BYTES = 16 << 10;
  private static final int MAX_TRAILER_BYTES = 64 << 10;

  /** So many digits of a chunk's size cannot be too much for an {@code int}. */
  private static final int USUAL_DIGITS = 7;

  private enum State {
    SIZE,
    EXTENSION,
    DATA,
    DATA_END,
    TRAILER,
    DONE
  }

  private State state = State.SIZE;
  private long size;
  private int digits;
  private int lineBytes;
  private int trailerBytes;
  private boolean sawReturn;

  boolean complete() {
    return state == State.DONE;
  }

  /**
   * Puts the payload of all chunks together, as most chunks of a log are shorter than what it would
   * take to hand them on. Both positions tell how far it came, also if it fails.
   *
   * @param in what came, in an array
   * @param out takes the payload, in an array, which may be the same one from the same place on
   */
  void join(ByteBuffer in, ByteBuffer out) {
    byte[] bytes = in.array();
    int from = in.arrayOffset() + in.position();
    int to = from + in.remaining();
    byte[] target = out.array();
    int start = out.arrayOffset() + out.position();
    int at = from;
    int end = start;
    try {
      while (at < to && state != State.DONE) {
        if (state != State.DATA) {
          frame(bytes[at++]);
          continue;
        }
        long left = size;
        long next = at;
        while (next >= 0) {
          // Nothing but locals in here: there may be a chunk for each line.
          at = (int) next;
          int run = (int) Math.min(left, to - at);
          System.arraycopy(bytes, at, target, end, run);
          at += run;
          end += run;
          left -= run;
          next = left > 0 ? -1 : behindFraming(bytes, at, to);
          left = next < 0 ? left : next >>> 32;
          next = next < 0 ? next : next & Integer.MAX_VALUE;
        }
        size = left;
        if (left == 0) {
          state = State.DATA_END;
          sawReturn = false;
        }
      }
    } finally {
      in.position(in.position() + at - from);
      out.position(out.position() + end - start);
    }
  }

  /**
   * Hands on the payload of each chunk where it lies, for whoever would only copy what was put
   * together.
   *
   * @param in what came, its position telling how far it was taken, also if this fails
   * @return how many bytes of payload there were
   */
  int pass(ByteBuffer in, ResponseDecoder.Payload out) {
    int passed = 0;
    int limit = in.limit();
    while (in.hasRemaining() && state != State.DONE) {
      if (state != State.DATA) {
        frame(in.get());
        continue;
      }
      int run = (int) Math.min(size, in.remaining());
      in.limit(in.position() + run);
      out.part(in);
      in.limit(limit);
      passed += run;
      size -= run;
      if (size == 0) {
        state = State.DATA_END;
        sawReturn = false;
      }
    }
    return passed;
  }

  /**
   * Looks at what is between two chunks at one go, where it is all there and in its usual form.
   *
   * @return the size of the next chunk, above 0, and in the lower half where it begins; -1 if it is
   *     to be taken byte by byte
   */
  private static long behindFraming(byte[] bytes, int from, int to) {
    if (to - from < 2 || bytes[from] != '\r' || bytes[from + 1] != '\n') {
      return -1;
    }
    long value = 0;
    int end = Math.min(to - 1, from + 2 + USUAL_DIGITS + 1);
    for (int at = from + 2; at < end; at++) {
      byte b = bytes[at];
      if (b == '\r') {
        return value > 0 && bytes[at + 1] == '\n' ? value << 32 | at + 2 : -1;
      }
      int digit = digit(b);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return -1;
  }

  /** The value of a hexadecimal digit; below 0 for what is none. */
  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = (b | 0x20) - 'a';
    return letter >= 0 && letter < 6 ? letter + 10 : -1;
  }

  private void beginSize() {
    state = State.SIZE;
    digits = 0;
    lineBytes = 0;
  }

  private void frame(byte b) {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case DATA_END -> dataEnd(b);
      case TRAILER -> trailer(b);
      default -> throw new IllegalStateException("no frame in state " + state);
    }
  }

  private void extension(byte b) {
    if (b == '\n') {
      endSizeLine();
    } else if (++lineBytes > MAX_LINE_BYTES) {
      throw ResponseDecoder.garbage("a chunk's size line is endless");
    }
  }

  private void dataEnd(byte b) {
    if (b == '\r' && !sawReturn) {
      sawReturn = true;
    } else if (b == '\n') {
      beginSize();
    } else {
      throw ResponseDecoder.garbage("a chunk is longer than its size");
    }
  }

  private void size(byte b) {
    int digit = digit(b);
    if (digit >= 0) {
      if (++digits > 15) {
        throw ResponseDecoder.garbage("a chunk's size is absurd");
      }
      size = size * 16 + digit;
    } else if (digits > 0 && (b == '\r' || b == ';' || b == ' ' || b == '\t')) {
      state = State.EXTENSION;
    } else if (digits > 0 && b == '\n') {
      endSizeLine();
    } else {
      throw ResponseDecoder.garbage(
          "a chunk's size has " + ResponseDecoder.quote(String.valueOf((char) (b & 0xff))));
    }
  }

  private void endSizeLine() {
    if (size == 0) {
      state = State.TRAILER;
      lineBytes = 0;
    } else {
      state = State.DATA;
    }
  }

  private void trailer(byte b) {
    if (++trailerBytes > MAX_TRAILER_BYTES) {
      throw ResponseDecoder.garbage("the trailer is endless");
    }
    if (b == '\n') {
      if (lineBytes == 0) {
        state = State.DONE;
      }
      lineBytes = 0;
    } else if (b != '\r') {
      lineBytes++;
    }
  }
}
