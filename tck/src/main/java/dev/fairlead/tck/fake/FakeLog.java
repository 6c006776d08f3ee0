package dev.fairlead.tck.fake;

import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** What a container wrote, in pieces that end with a line, for any number of readers. */
final class FakeLog {

  private final List<Piece> pieces = new ArrayList<>();
  private final Set<StandardStream> within = EnumSet.noneOf(StandardStream.class);
  private final Set<Reader> readers = new CopyOnWriteArraySet<>();
  private boolean ended;

  private record Piece(OutputFrame frame, Instant time, boolean beginsLine) {}

  /** Keeps output. */
  void append(StandardStream stream, ByteBuffer bytes, Instant time) {
    synchronized (this) {
      ByteBuffer rest = bytes.duplicate();
      while (rest.hasRemaining()) {
        ByteBuffer line = line(rest);
        boolean whole = line.get(line.limit() - 1) == '\n';
        pieces.add(
            new Piece(
                new OutputFrame(stream, line, Optional.of(time)), time, !within.contains(stream)));
        if (whole) {
          within.remove(stream);
        } else {
          within.add(stream);
        }
      }
    }
    readers.forEach(Reader::drain);
  }

  private static ByteBuffer line(ByteBuffer rest) {
    int end = rest.position();
    while (end < rest.limit() && rest.get(end) != '\n') {
      end++;
    }
    int length = Math.min(end + 1, rest.limit()) - rest.position();
    ByteBuffer line = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    return line;
  }

  /** Nothing comes until the next {@link #resume()}. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    readers.forEach(Reader::drain);
  }

  /** More may come. */
  synchronized void resume() {
    ended = false;
  }

  /** All that is there now. */
  synchronized List<OutputFrame> history() {
    return pieces.stream()
        .map(piece -> OutputFrame.of(stream(piece), piece.frame().bytes()))
        .toList();
  }

  private static StandardStream stream(Piece piece) {
    return piece.frame().stream();
  }

  /** The wanted part; each subscriber reads by itself, as fast as it asks. */
  Flux<LogEvent> read(LogOptions options) {
    return Flux.<LogEvent>create(
        sink -> {
          Reader reader = new Reader(sink, options);
          readers.add(reader);
          sink.onDispose(() -> readers.remove(reader));
          sink.onRequest(demand -> reader.drain());
        },
        FluxSink.OverflowStrategy.IGNORE);
  }

  private synchronized int beginning(LogOptions options) {
    if (options.tail().isEmpty()) {
      return 0;
    }
    int lines = options.tail().getAsInt();
    int index = pieces.size();
    int from = index;
    while (lines > 0 && index > 0) {
      index--;
      Piece piece = pieces.get(index);
      if (options.streams().contains(stream(piece)) && piece.beginsLine()) {
        lines--;
        from = index;
      }
    }
    return from;
  }

  private final class Reader {

    private final FluxSink<LogEvent> sink;
    private final LogOptions options;
    private final AtomicInteger drains = new AtomicInteger();
    private final int snapshot;
    private int next;

    Reader(FluxSink<LogEvent> sink, LogOptions options) {
      this.sink = sink;
      this.options = options;
      synchronized (FakeLog.this) {
        next = beginning(options);
        snapshot = options.follows() ? Integer.MAX_VALUE : pieces.size();
      }
    }

    void drain() {
      if (drains.getAndIncrement() != 0) {
        return;
      }
      int missed = 1;
      do {
        boolean more = true;
        while (more) {
          more = step();
        }
        missed = drains.addAndGet(-missed);
      } while (missed != 0);
    }

    private boolean step() {
      Piece piece = null;
      synchronized (FakeLog.this) {
        while (next < end() && !wanted(pieces.get(next))) {
          next++;
        }
        if (next < end()) {
          if (sink.requestedFromDownstream() == 0) {
            return false;
          }
          piece = pieces.get(next++);
        } else if (options.follows() && !ended) {
          return false;
        }
      }
      if (piece == null) {
        sink.complete();
        return false;
      }
      sink.next(
          options.timed()
              ? piece.frame()
              : OutputFrame.of(piece.frame().stream(), piece.frame().bytes()));
      return !sink.isCancelled();
    }

    private int end() {
      return Math.min(snapshot, pieces.size());
    }

    private boolean wanted(Piece piece) {
      return options.streams().contains(stream(piece))
          && options.since().filter(piece.time()::isBefore).isEmpty()
          && options.until().filter(piece.time()::isAfter).isEmpty();
    }
  }
}
