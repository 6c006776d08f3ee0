package dev.fairlead.app;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and times as docker's users write them: {@code 10s}, {@code 1m30s}, {@code 5}. */
final class DurationSyntax {

  private static final Pattern PART =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(ns|us|ms|s|m|h|d)");

  private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
  private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ISO_DATE_TIME;

  private DurationSyntax() {}

  /**
   * Reads a duration; a bare number is seconds.
   *
   * @param text the duration
   * @return 0 or more
   * @throws IllegalArgumentException if the text has another form
   */
  static Duration duration(String text) {
    String bare = text.strip();
    if (bare.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(bare));
    }
    Matcher part = PART.matcher(bare);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (part.lookingAt()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
      end = part.end();
      part.region(end, bare.length());
    }
    if (end == 0
        || end != bare.length()
        || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write for example 10s, 1m30s or 500ms");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  /**
   * Reads a point in time: RFC 3339; the same without a zone, in that of this machine, down to the
   * day alone; seconds since 1970; or a duration with its units, before now.
   *
   * @param text the time
   * @param now the present
   * @return the time
   * @throws IllegalArgumentException if the text has another form
   */
  static Instant instant(String text, Instant now) {
    String bare = text.strip();
    if (bare.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")) {
      BigDecimal seconds = new BigDecimal(bare);
      return Instant.ofEpochSecond(
          seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
    try {
      return bare.matches(DAY)
          ? LocalDate.parse(bare).atStartOfDay(ZoneId.systemDefault()).toInstant()
          : whole(bare);
    } catch (DateTimeException notATime) {
      try {
        return now.minus(duration(bare));
      } catch (IllegalArgumentException neither) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is not a time; write for example 2026-01-31T12:00:00Z, 10m or seconds"
                + " since 1970",
            neither);
      }
    }
  }

  private static Instant whole(String text) {
    TemporalAccessor time = DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    return time instanceof OffsetDateTime zoned
        ? zoned.toInstant()
        : ((LocalDateTime) time).atZone(ZoneId.systemDefault()).toInstant();
  }

  private static BigDecimal unit(String name) {
    return BigDecimal.valueOf(
        switch (name) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 86_400_000_000_000L;
        });
  }
}
