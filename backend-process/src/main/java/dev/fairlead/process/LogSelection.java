package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.LogScanner;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Picks the wanted part of a log: streams, time range, last lines. Lines are told apart on each
 * stream by itself, and counted in the order in which they begin. For one reader, in constant
 * memory.
 */
final class LogSelection {

  private static final byte NEWLINE = '\n';

  private final LogOptions options;
  private final long firstLine;
  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private long lines;

  private LogSelection(LogOptions options, long firstLine) {
    this.options = options;
    this.firstLine = firstLine;
  }

  /**
   * Prepares a selection; with a number of last lines the log is read once for that, so it blocks.
   *
   * @param file the log
   * @param size up to where it is there now
   */
  static LogSelection prepare(LogOptions options, FileChannel file, long size) throws IOException {
    if (options.tail().isEmpty()) {
      return new LogSelection(options, 0);
    }
    LogSelection counting = new LogSelection(options, Long.MAX_VALUE);
    LogScanner scanner = new LogScanner(file, 0);
    for (LogScanner.@Nullable Entry entry = scanner.next(size);
        entry != null;
        entry = scanner.next(size)) {
      counting.select(entry);
    }
    return new LogSelection(options, Math.max(0, counting.lines - options.tail().getAsInt()));
  }

  /** Whether nothing wanted can follow an entry. */
  boolean isPast(LogScanner.Entry entry) {
    return options.until().filter(RunOutput.timeOf(entry)::isAfter).isPresent();
  }

  /** The wanted part of an entry; empty if there is none. */
  List<OutputFrame> select(LogScanner.Entry entry) {
    StandardStream stream =
        RunOutput.isOutput(entry) ? StandardStream.STDOUT : StandardStream.STDERR;
    Instant time = RunOutput.timeOf(entry);
    if (!options.streams().contains(stream)
        || options.since().filter(time::isBefore).isPresent()
        || isPast(entry)) {
      return List.of();
    }
    ByteBuffer wanted =
        options.tail().isEmpty()
            ? entry.bytes()
            : lastLines(stream == StandardStream.STDOUT ? out : err, entry.bytes());
    return wanted.hasRemaining()
        ? List.of(
            new OutputFrame(stream, wanted, options.timed() ? Optional.of(time) : Optional.empty()))
        : List.of();
  }

  private ByteBuffer lastLines(Lines own, ByteBuffer bytes) {
    int wantedFrom = bytes.limit();
    for (int at = bytes.position(); at < bytes.limit(); at++) {
      if (own.atStart) {
        own.number = lines++;
        own.atStart = false;
      }
      if (own.number >= firstLine && wantedFrom == bytes.limit()) {
        wantedFrom = at;
      }
      own.atStart = bytes.get(at) == NEWLINE;
    }
    return bytes.duplicate().position(wantedFrom);
  }

  /** Where a stream is in its lines. */
  private static final class Lines {
    private boolean atStart = true;
    private long number;
  }
}
