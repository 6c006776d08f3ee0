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
   * @param output the output, or a log with its gaps
   * @return its lines
   */
  public static Flux<LogLine> of(Flux<? extends LogEvent> output) {
    return of(output, DEFAULT_BOUND);
  }

  /**
   * Assembles lines. A line longer than the bound is delivered in pieces that say so; a character
   * is never cut. Memory is bounded by twice the bound for each stream. What is begun when a gap or
   * an error comes is delivered before, and says that it was cut off: it is never joined to what
   * follows a gap. The gap itself is not among the lines.
   *
   * @param output the output, or a log with its gaps
   * @param boundBytes the longest line that is kept whole, 4 bytes or more
   * @return its lines
   */
  public static Flux<LogLine> of(Flux<? extends LogEvent> output, int boundBytes) {
    if (boundBytes < 4) {
      throw new IllegalArgumentException("the bound must hold a character, 4 bytes or more");
    }
    return Flux.defer(
        () -> {
          Pair pair = new Pair(boundBytes);
          return output
              .concatMapIterable(pair::add, 1)
              .concatWith(Flux.defer(() -> Flux.fromIterable(pair.rest(LogLine.End.OUTPUT))))
              .onErrorResume(
                  error ->
                      Flux.fromIterable(pair.rest(LogLine.End.CUT)).concatWith(Flux.error(error)));
        });
  }

  /** The two streams, whose lines have nothing to do with each other. */
  private static final class Pair {

    private final Assembler out;
    private final Assembler err;

    Pair(int bound) {
      out = new Assembler(StandardStream.STDOUT, bound);
      err = new Assembler(StandardStream.STDERR, bound);
    }

    List<LogLine> add(LogEvent event) {
      return event instanceof OutputFrame frame
          ? (frame.stream() == StandardStream.STDOUT ? out : err).add(frame)
          : rest(LogLine.End.CUT);
    }

    List<LogLine> rest(LogLine.End end) {
      List<LogLine> rest = new ArrayList<>(out.rest(end));
      rest.addAll(err.rest(end));
      return rest;
    }
  }

  /** One stream. */
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
        int length = toNewline(bytes);
        boolean whole = length < bytes.remaining();
        keep(bytes, length, lines);
        if (whole) {
          bytes.get();
          lines.add(line(size, LogLine.End.NEWLINE));
        }
      }
      return lines;
    }

    private static int toNewline(ByteBuffer bytes) {
      int at = bytes.position();
      while (at < bytes.limit() && bytes.get(at) != NEWLINE) {
        at++;
      }
      return at - bytes.position();
    }

    /** Takes bytes of one line, and hands on pieces of it where it grows past the bound. */
    private void keep(ByteBuffer bytes, int length, List<LogLine> lines) {
      for (int left = length; left > 0; ) {
        if (size == bound) {
          lines.add(line(wholeCharacters(), LogLine.End.CONTINUED));
        }
        int taken = Math.min(left, bound - size);
        if (size + taken > kept.length) {
          kept = Arrays.copyOf(kept, Math.min(bound, Math.max(size + taken, kept.length * 2)));
        }
        bytes.get(kept, size, taken);
        size += taken;
        left -= taken;
      }
    }

    List<LogLine> rest(LogLine.End end) {
      return size == 0 ? List.of() : List.of(line(size, end));
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
