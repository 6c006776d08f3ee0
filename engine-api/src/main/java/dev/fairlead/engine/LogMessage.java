package dev.fairlead.engine;

import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * One message as the log driver keeps it: a line, or a piece of one that is longer than what the
 * daemon takes at once.
 *
 * @param stream where it was written to
 * @param timestamp when the daemon took it in; empty if it does not begin with a time
 * @param bytes the content without the time
 */
record LogMessage(StandardStream stream, Optional<Instant> timestamp, ByteBuffer bytes) {

  /** The longest prefix in which the end of a time is looked for: nanoseconds and a zone. */
  private static final int LONGEST_TIME = 40;

  /** Takes the time off that {@code timestamps=1} puts before each message. */
  static LogMessage of(StandardStream stream, ByteBuffer content) {
    int end = -1;
    for (int i = 0; i < Math.min(LONGEST_TIME, content.remaining()) && end < 0; i++) {
      if (content.get(content.position() + i) == ' ') {
        end = i;
      }
    }
    if (end > 0) {
      Optional<Instant> time = LogTime.read(content, end);
      if (time.isPresent()) {
        int from = content.position() + end + 1;
        return new LogMessage(stream, time, content.slice(from, content.limit() - from));
      }
    }
    return new LogMessage(stream, Optional.empty(), content.slice());
  }

  /** Content, length and stream in one number. */
  long look() {
    int of = stream == StandardStream.STDERR ? 1 : 0;
    long kind = ((long) bytes.remaining() << 1) | of;
    return (kind << 32) | Integer.toUnsignedLong(bytes.hashCode());
  }

  OutputFrame frame(LogOptions options) {
    return new OutputFrame(stream, bytes, options.timed() ? timestamp : Optional.empty());
  }
}
