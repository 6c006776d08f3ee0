package dev.fairlead.transport.http;

import java.nio.ByteBuffer;

/** Takes the chunked transfer coding off, in place and split anywhere (RFC 9112, section 7.1). */
final class ChunkDecoder {

  private static final int MAX_LINE_BYTES = 16 << 10;
  private static final int MAX_TRAILER_BYTES = 64 << 10;

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

  /** Moves payload from {@code in} to the beginning of {@code out} and says how much there was. */
  int decode(ByteBuffer in, byte[] out) {
    int length = 0;
    while (in.hasRemaining() && state != State.DONE) {
      if (state == State.DATA) {
        int run = (int) Math.min(size, in.remaining());
        in.get(out, length, run);
        length += run;
        size -= run;
        if (size == 0) {
          state = State.DATA_END;
          sawReturn = false;
        }
      } else {
        frame(in.get());
      }
    }
    return length;
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
      state = State.SIZE;
      digits = 0;
      lineBytes = 0;
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
