package dev.fairlead.app;

import dev.fairlead.spi.log.LogLine;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;

/**
 * Lines as people read them, each with its time before it. The pieces of a line that is too long to
 * be kept whole become one again, and a last line without newline has none. For one log.
 */
final class TimedLines {

  /** Of one length for all, so that columns stand and text sorts as time does. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSX").withZone(ZoneOffset.UTC);

  private final Set<StandardStream> within = EnumSet.noneOf(StandardStream.class);

  /** A time as it stands before a line. */
  static String text(Instant time) {
    return TIME.format(time);
  }

  /** What is printed of a line, or of a piece of one. */
  OutputFrame frame(LogLine line) {
    boolean begins = !within.contains(line.stream());
    String time = begins ? line.timestamp().map(at -> text(at) + " ").orElse("") : "";
    boolean goesOn = line.end() == LogLine.End.CONTINUED;
    if (goesOn) {
      within.add(line.stream());
    } else {
      within.remove(line.stream());
    }
    String end = goesOn || line.end() == LogLine.End.OUTPUT ? "" : "\n";
    return OutputFrame.of(
        line.stream(),
        ByteBuffer.wrap((time + line.text() + end).getBytes(StandardCharsets.UTF_8)));
  }
}
