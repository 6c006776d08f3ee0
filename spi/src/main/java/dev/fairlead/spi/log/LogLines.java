package dev.fairlead.spi.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;

/**
 * Assembles lines above frames, for each stream on its own: neither a line nor a character is ever
 * cut by the end of a frame, and a last line without newline is delivered.
 */
public final class LogLines {

  /** The longest line that is kept whole, in bytes. */
  public static final int DEFAULT_BOUND = 1 << 20;

  private static final byte NEWLINE = '\n';

  private LogLines() {}

  /**
   * Assembles lines with the default bound.
   *
   * @param frames the output
   * @return its lines
   */
  public static Flux<LogLine> of(Flux<OutputFrame> frames) {
    return of(frames, DEFAULT_BOUND);
  }

  /**
   * Assembles lines. A line longer than the bound is delivered in pieces that say so; a character
   * is never cut. Memory is bounded by twice the bound. An error of the output comes after the
   * lines that were whole before it; what was not whole is lost with the stream that the error
   * speaks of.
   *
   * @param frames the output
   * @param boundBytes the longest line that is kept whole, 4 bytes or more
   * @return its lines
   */
  public static Flux<LogLine> of(Flux<OutputFrame> frames, int boundBytes) {
    if (boundBytes < 4) {
      throw new IllegalArgumentException("the bound must hold a character, 4 bytes or more");
    }
    return Flux.defer(
        () -> {
          Assembler out = new Assembler(StandardStream.STDOUT, boundBytes);
          Assembler err = new Assembler(StandardStream.STDERR, boundBytes);
          Flux<LogLine> lines =
              frames.concatMapIterable(
                  frame -> (frame.stream() == StandardStream.STDOUT ? out : err).add(frame), 1);
          return lines.concatWith(
              Flux.defer(
                  () -> {
                    List<LogLine> rest = new ArrayList<>(out.rest());
                    rest.addAll(err.rest());
                    return Flux.fromIterable(rest);
                  }));
        });
  }

  private static final class Assembler {

    private final StandardStream stream;
    private final int bound;
    private byte[] kept = new byte[256];
    private int size;
    private Optional<Instant> since = Optional.empty();

    Assembler(StandardStream stream, int bound) {
      this.stream = stream;
      this.bound = bound;
    }

    List<LogLine> add(OutputFrame frame) {
      List<LogLine> lines = new ArrayList<>();
      ByteBuffer bytes = frame.bytes();
      while (bytes.hasRemaining()) {
        if (size == 0) {
          since = frame.timestamp();
        }
        byte next = bytes.get();
        if (next == NEWLINE) {
          lines.add(line(size, LogLine.End.NEWLINE));
        } else {
          if (size == bound) {
            lines.add(line(wholeCharacters(), LogLine.End.CONTINUED));
          }
          keep(next);
        }
      }
      return lines;
    }

    List<LogLine> rest() {
      return size == 0 ? List.of() : List.of(line(size, LogLine.End.OUTPUT));
    }

    private void keep(byte next) {
      if (size == kept.length) {
        kept = Arrays.copyOf(kept, Math.min(bound, kept.length * 2));
      }
      kept[size++] = next;
    }

    private LogLine line(int length, LogLine.End end) {
      LogLine line =
          new LogLine(stream, new String(kept, 0, length, StandardCharsets.UTF_8), end, since);
      System.arraycopy(kept, length, kept, 0, size - length);
      size -= length;
      return line;
    }

    /** Up to where the kept bytes end with a whole character; all of them if they are no UTF-8. */
    private int wholeCharacters() {
      for (int back = 1; back <= 3 && back < size; back++) {
        int value = kept[size - back] & 0xFF;
        if (value >= 0xC0) {
          int length = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
          return length > back ? size - back : size;
        }
        if (value < 0x80) {
          return size;
        }
      }
      return size;
    }
  }
}
