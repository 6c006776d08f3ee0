package dev.fairlead.engine;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where a terminal's log has a time in the middle of a long line: the daemon takes in at most 16
 * KiB at once, and puts a time before each such fragment.
 */
final class RawFragments {

  /** Bytes of content in a fragment that is not the last of its line. */
  static final int FRAGMENT = 16 << 10;

  /** Length of {@code 2026-11-22T01:00:00.123456789Z} and a space. */
  static final int TIME = 31;

  /** From so many bytes on it can be told whether another fragment follows. */
  static final int DECIDABLE = TIME + FRAGMENT + TIME;

  private static final Pattern TIME_FORM =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z ");

  private RawFragments() {}

  /** Where the next fragment begins after the one at {@code from}; 0 if none does. */
  static int next(byte[] line, int from) {
    int next = from + TIME + FRAGMENT;
    return line.length >= next + TIME && isTime(line, from) && isTime(line, next) ? next : 0;
  }

  private static boolean isTime(byte[] line, int at) {
    return TIME_FORM.matcher(new String(line, at, TIME, StandardCharsets.ISO_8859_1)).matches();
  }
}
