package dev.fairlead.apple.log;

import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import reactor.core.publisher.Flux;

/**
 * How much of a log a reader has. While it is followed, the program leaves out empty lines and may
 * break lines in two, but it does not touch other bytes. Those are counted and summed up, so that
 * any source that starts from the beginning shows where the rest begins, and whether anything is
 * missing before that.
 */
final class LogPosition {

  private final CRC32 sum = new CRC32();
  private long bytes;
  private boolean atLineEnd;

  /** Counts what its reader does not want; ends at the end of a line. */
  void pass(ByteBuffer text) {
    ByteBuffer rest = text.duplicate();
    while (rest.hasRemaining()) {
      byte next = rest.get();
      if (next != '\n') {
        bytes++;
        sum.update(next);
      }
    }
    atLineEnd = true;
  }

  /** What is new in a source that starts from the beginning of the log, and is whole. */
  Flux<LogEvent> newIn(Flux<ByteBuffer> source) {
    return Flux.defer(
        () -> {
          Comparison comparison = new Comparison();
          return source
              .concatMapIterable(comparison::take, 1)
              .concatWith(Flux.defer(() -> Flux.fromIterable(comparison.end())));
        });
  }

  /** The same of one that may end anywhere, so that its end tells nothing. */
  Flux<LogEvent> newInPartOf(Flux<ByteBuffer> source) {
    return Flux.defer(() -> source.concatMapIterable(new Comparison()::take, 1));
  }

  private static Gap gap() {
    return new Gap(
        "the program lost a part of the log while it was followed; what comes may be doubled",
        Optional.empty());
  }

  /** One pass over the log. */
  private final class Comparison {

    private final long expected = sum.getValue();
    private final CRC32 seen = new CRC32();
    private long skip = bytes;
    private boolean newline = bytes > 0 && atLineEnd;
    private boolean compared;

    List<LogEvent> take(ByteBuffer piece) {
      ByteBuffer rest = piece.duplicate();
      while (skip > 0 && rest.hasRemaining()) {
        byte next = rest.get();
        if (next != '\n') {
          skip--;
          seen.update(next);
        }
      }
      List<LogEvent> events = new ArrayList<>();
      if (skip == 0) {
        compare(events);
        ByteBuffer news = news(rest);
        if (news.hasRemaining()) {
          events.add(OutputFrame.of(StandardStream.STDOUT, news));
        }
      }
      return events;
    }

    /** A log that is shorter than what was read of it is another one. */
    List<LogEvent> end() {
      List<LogEvent> events = new ArrayList<>();
      if (skip > 0) {
        events.add(gap());
      }
      return events;
    }

    private void compare(List<LogEvent> events) {
      if (!compared) {
        compared = true;
        if (seen.getValue() != expected) {
          events.add(gap());
        }
      }
    }

    private ByteBuffer news(ByteBuffer rest) {
      ByteArrayOutputStream news = new ByteArrayOutputStream(rest.remaining());
      while (rest.hasRemaining()) {
        byte next = rest.get();
        boolean lineEnd = next == '\n';
        // The end of the line that the reader has, and an empty log, which is told as a line end.
        boolean known = lineEnd && (newline || bytes == 0);
        newline = false;
        if (!known) {
          news.write(next);
          atLineEnd = lineEnd;
        }
        if (!lineEnd) {
          bytes++;
          sum.update(next);
        }
      }
      return ByteBuffer.wrap(news.toByteArray()).asReadOnlyBuffer();
    }
  }
}
