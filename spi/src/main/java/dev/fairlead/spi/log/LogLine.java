package dev.fairlead.spi.log;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of output, decoded as UTF-8.
 *
 * @param stream where it was written to
 * @param text the line without its newline; malformed bytes are U+FFFD
 * @param end how it ended
 * @param timestamp when its first piece was taken in; empty unless it was asked for
 */
public record LogLine(StandardStream stream, String text, End end, Optional<Instant> timestamp) {

  /** How a line ended. */
  public enum End {
    /** With a newline. */
    NEWLINE,
    /** It grew past the bound: what follows is the same line. */
    CONTINUED,
    /** The output ended, without a newline. */
    OUTPUT,
    /** The output broke off: an error follows, or a gap in which its rest may be. */
    CUT
  }

  /** Checks that no part is null. */
  public LogLine {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(timestamp, "timestamp");
  }
}
