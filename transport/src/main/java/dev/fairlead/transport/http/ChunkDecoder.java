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

  /** Hands the payload on part by part, and says how much there was. */
  int decode(ByteBuffer in, ResponseDecoder.Payload out) {
    int length = 0;
    while (in.hasRemaining() && state != State.DONE) {
      if (state == State.DATA) {
        int run = (int) Math.min(size, in.remaining());
        int limit = in.limit();
        in.limit(in.position() + run);
        out.part(in);
        in.limit(limit);
        length += run;
        size -= run;
        if (size == 0) {
          state = State.DATA_END;
          sawReturn = false;
        }
      } else if (!wholeFraming(in)) {
        frame(in.get());
      }
    }
    return length;
  }

  /**
   * Takes what is between two chunks at one go, where it is all there and in its usual form. There
   * may be a chunk for each line.
   */
  private boolean wholeFraming(ByteBuffer in) {
    int at = in.position();
    int limit = in.limit();
    if (state == State.DATA_END && !sawReturn && limit - at >= 2) {
      if (in.get(at) != '\r' || in.get(at + 1) != '\n') {
        return false;
      }
      in.position(at + 2);
      beginSize();
      return true;
    }
    if (state != State.SIZE || digits > 0) {
      return false;
    }
    int value = 0;
    int end = Math.min(limit - 1, at + USUAL_DIGITS + 1);
    for (int i = at; i < end; i++) {
      byte b = in.get(i);
      if (b == '\r') {
        if (i == at || in.get(i + 1) != '\n') {
          return false;
        }
        size = value;
        in.position(i + 2);
        endSizeLine();
        return true;
      }
      int digit = Character.digit(b, 16);
      if (digit < 0) {
        return false;
      }
      value = value << 4 | digit;
    }
    return false;
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
    int digit = Character.digit(b, 16);
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
