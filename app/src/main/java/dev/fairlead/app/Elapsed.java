package dev.fairlead.app;

import java.time.Duration;
import java.time.Instant;

/**
 * How long ago something was, in the words of docker's tables: one unit, and the larger the less
 * exact. (They come from {@code units.HumanDuration} of docker/go-units 0.5.)
 */
final class Elapsed {

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long WEEK = 7 * DAY;
  private static final long MONTH = 30 * DAY;
  private static final long YEAR = 365 * DAY;

  private Elapsed() {}

  /** With {@code ago} behind it. */
  static String ago(Instant time, Instant now) {
    return between(time, now) + " ago";
  }

  /** The time between two moments; a clock that was set back counts as none. */
  static String between(Instant time, Instant now) {
    long seconds = Math.max(0, Duration.between(time, now).toSeconds());
    long hours = (seconds + HOUR / 2) / HOUR;
    if (seconds < 1) {
      return "Less than a second";
    }
    if (seconds < MINUTE) {
      return seconds == 1 ? "1 second" : seconds + " seconds";
    }
    if (seconds < HOUR) {
      return seconds < 2 * MINUTE ? "About a minute" : seconds / MINUTE + " minutes";
    }
    if (hours < 48) {
      return hours == 1 ? "About an hour" : hours + " hours";
    }
    return days(hours * HOUR);
  }

  private static String days(long seconds) {
    if (seconds < 2 * WEEK) {
      return seconds / DAY + " days";
    }
    if (seconds < 2 * MONTH) {
      return seconds / WEEK + " weeks";
    }
    return seconds < 2 * YEAR ? seconds / MONTH + " months" : seconds / YEAR + " years";
  }
}
