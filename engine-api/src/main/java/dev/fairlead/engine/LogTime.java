package dev.fairlead.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Reads the time before a message. There is one for each, so the form that daemons write, RFC 3339
 * in UTC, is read digit by digit; any other is left to the platform, whose formats take some
 * milliseconds to begin with.
 */
final class LogTime {

  private static final String FORM = "0000-00-00T00:00:00";
  private static final int[] SCALE = {
    1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1
  };

  private LogTime() {}

  /** The time in the first bytes of a buffer; empty if they are none. */
  static Optional<Instant> read(ByteBuffer bytes, int length) {
    int from = bytes.position();
    int day = 0;
    int month = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (usual(bytes, from, length)) {
      month = number(bytes, from + 5, 2);
      day = number(bytes, from + 8, 2);
      hour = number(bytes, from + 11, 2);
      minute = number(bytes, from + 14, 2);
      second = number(bytes, from + 17, 2);
    }
    if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
      return parse(StandardCharsets.US_ASCII.decode(bytes.slice(from, length)).toString());
    }
    long days = LocalDate.of(number(bytes, from, 4), month, day).toEpochDay();
    int digits = Math.max(0, length - FORM.length() - 2);
    int nanos = digits == 0 ? 0 : number(bytes, from + FORM.length() + 1, digits) * SCALE[digits];
    return Optional.of(
        Instant.ofEpochSecond(((days * 24 + hour) * 60 + minute) * 60 + second, nanos));
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static boolean usual(ByteBuffer bytes, int from, int length) {
    int digits = length - FORM.length() - 2;
    boolean sized = length == FORM.length() + 1 || (digits >= 1 && digits <= 9);
    if (!sized || bytes.get(from + length - 1) != 'Z') {
      return false;
    }
    for (int i = 0; i < length - 1; i++) {
      byte is = bytes.get(from + i);
      char wanted = i < FORM.length() ? FORM.charAt(i) : i == FORM.length() ? '.' : '0';
      if (wanted == '0' ? is < '0' || is > '9' : is != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(ByteBuffer bytes, int from, int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      value = value * 10 + bytes.get(from + i) - '0';
    }
    return value;
  }
}
