package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One entry of a log as kubelets hand it on: a line, or a piece of one that is longer than what the
 * container's runtime takes at once.
 *
 * @param time when the runtime took it in; empty if it does not begin with a time
 * @param bytes the content without the time
 */
record LogMessage(Optional<Instant> time, ByteBuffer bytes) {

  /** The longest that a time is: nanoseconds and a zone. */
  private static final int LONGEST_TIME = 36;

  private static final long NANOS = 1_000_000_000;

  /** Takes the time off that {@code timestamps=true} puts before each entry. */
  static LogMessage of(byte[] line, int from, int to) {
    int end = from;
    while (end < to && end - from < LONGEST_TIME && line[end] != ' ') {
      end++;
    }
    if (end < to && line[end] == ' ') {
      Optional<Instant> time = time(line, from, end);
      if (time.isPresent()) {
        return new LogMessage(time, ByteBuffer.wrap(line, end + 1, to - end - 1).slice());
      }
    }
    return new LogMessage(Optional.empty(), ByteBuffer.wrap(line, from, to - from).slice());
  }

  private static Optional<Instant> time(byte[] line, int from, int end) {
    try {
      String text = new String(line, from, end - from, StandardCharsets.US_ASCII);
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Time and content in one number. */
  long look() {
    long hash = 0xcbf29ce484222325L;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      hash = (hash ^ (bytes.get(i) & 0xff)) * 0x100000001b3L;
    }
    Instant at = time.orElse(Instant.EPOCH);
    return hash * 31 + at.getEpochSecond() * NANOS + at.getNano();
  }

  OutputFrame frame(LogOptions options) {
    return new OutputFrame(StandardStream.STDOUT, bytes, options.timed() ? time : Optional.empty());
  }
}
