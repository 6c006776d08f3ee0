package dev.fairlead.app;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as docker writes them for {@code --format}, in the zone of this machine: {@code 2026-11-26
 * 11:51:51 +0000 UTC}. Documents have RFC 3339 instead.
 */
final class CalendarTime {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx zzz", Locale.ROOT);

  private CalendarTime() {}

  /** A time, to the second; empty if there is none. */
  static String of(Optional<Instant> time) {
    return of(time, ZoneId.systemDefault());
  }

  static String of(Optional<Instant> time, ZoneId zone) {
    return time.map(value -> FORM.format(value.atZone(zone))).orElse("");
  }
}
