package dev.fairlead.engine;

import dev.fairlead.spi.log.LogOptions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Progress that remembers the last messages, and recognises them by their order when the log is
 * read again: times are neither unique nor, between two streams, strictly growing.
 */
final class LogPosition implements LogProgress {

  private static final long NANOS = 1_000_000_000;

  /** Enough where times differ: 2 KiB of memory for each log that is followed. */
  private static final int REMEMBERED = 128;

  /** So many where all have one time. */
  private static final int REMEMBERED_OF_ONE_TIME = 1024;

  /** A ring: the times in nanoseconds since 1970, and beside each what the message looked like. */
  private long[] times = new long[8];

  private long[] looks = new long[8];
  private int first;
  private int size;

  /** What is to come again: this many of those in the ring, from a place and a time on. */
  private int expected;

  private int expectedFrom;
  private long expectedSince;
  private long forgotten = Long.MIN_VALUE;
  private boolean provable = true;
  private boolean searching;

  @Override
  public Optional<Instant> last() {
    return size == 0 ? Optional.empty() : Optional.of(instant(times[place(size - 1)]));
  }

  @Override
  public Optional<Instant> rewind() {
    expected = 0;
    searching = false;
    provable = true;
    if (size == 0) {
      return Optional.empty();
    }
    long latest = times[place(size - 1)];
    long since = forgotten == Long.MIN_VALUE ? earliest() : forgotten + 1;
    if (latest < since) {
      provable = false;
      return Optional.of(instant(latest));
    }
    for (int i = 0; i < size; i++) {
      expected += times[place(i)] >= since ? 1 : 0;
    }
    expectedFrom = 0;
    expectedSince = since;
    return Optional.of(instant(since));
  }

  private long earliest() {
    long earliest = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      earliest = Math.min(earliest, times[place(i)]);
    }
    return earliest;
  }

  private int place(int index) {
    return (first + index) % times.length;
  }

  /**
   * Begins to look for the place in messages that begin before it.
   *
   * @return how many are remembered, 1 or more
   */
  int search() {
    int remembered = rewindWhole();
    searching = true;
    return remembered;
  }

  /**
   * Whether messages that begin with this one contain the place, if times can be trusted.
   *
   * @param first the first of some last messages
   */
  boolean isReachedBy(LogMessage first) {
    return time(first) <= earliest();
  }

  /** Whether the place has not been found yet. */
  boolean searches() {
    return searching;
  }

  /**
   * Begins to read again from the last messages.
   *
   * @return how many are remembered, 1 or more
   */
  int rewindWhole() {
    provable = true;
    searching = false;
    expected = size;
    expectedFrom = 0;
    expectedSince = Long.MIN_VALUE;
    return size;
  }

  @Override
  public boolean isAtEnd() {
    return provable && !searching && expected == 0;
  }

  @Override
  public Verdict judge(LogMessage message) {
    if (!provable) {
      provable = true;
      return Verdict.NEW_AFTER_GAP;
    }
    if (searching) {
      lookFor(time(message), message.look());
      return Verdict.SEEN;
    }
    if (expected == 0) {
      return Verdict.NEW;
    }
    if (skipTo(time(message), message.look())) {
      return Verdict.SEEN;
    }
    expected = 0;
    return Verdict.NEW_AFTER_GAP;
  }

  @Override
  public boolean endsInDoubt() {
    return expected > 0 || !provable;
  }

  /** The place is behind all that is remembered, one behind the other. */
  private void lookFor(long time, long look) {
    int candidate = is(expectedFrom, time, look) ? expectedFrom : 0;
    expectedFrom = is(candidate, time, look) ? candidate + 1 : 0;
    expected = size - expectedFrom;
    searching = expected > 0;
  }

  private boolean is(int index, long time, long look) {
    int place = place(index);
    return times[place] == time && looks[place] == look;
  }

  private boolean skipTo(long time, long look) {
    int skipped = 0;
    for (int i = expectedFrom; i < size; i++) {
      if (times[place(i)] < expectedSince) {
        continue;
      }
      skipped++;
      if (is(i, time, look)) {
        expectedFrom = i + 1;
        expected -= skipped;
        return true;
      }
    }
    return false;
  }

  @Override
  public void remember(LogMessage message) {
    long time = time(message);
    boolean enough = size >= REMEMBERED && (size == REMEMBERED_OF_ONE_TIME || times[first] != time);
    if (enough) {
      forgotten = Math.max(forgotten, times[first]);
      first = place(1);
      size--;
    } else if (size == times.length) {
      grow();
    }
    int place = place(size++);
    times[place] = time;
    looks[place] = message.look();
  }

  private void grow() {
    times = grown(times);
    looks = grown(looks);
    first = 0;
  }

  private long[] grown(long[] ring) {
    long[] larger = Arrays.copyOf(ring, size * 2);
    System.arraycopy(ring, first, larger, 0, size - first);
    System.arraycopy(ring, 0, larger, size - first, first);
    return larger;
  }

  private static long time(LogMessage message) {
    Instant time = message.timestamp().orElse(Instant.EPOCH);
    return time.getEpochSecond() * NANOS + time.getNano();
  }

  private static Instant instant(long time) {
    return Instant.ofEpochSecond(Math.floorDiv(time, NANOS), Math.floorMod(time, NANOS));
  }

  /** The time as the Engine API takes it: seconds, a dot, nine digits. */
  static String text(Instant time) {
    return String.format("%d.%09d", time.getEpochSecond(), time.getNano());
  }

  /** Whether reading again from the start of the same options could leave something out. */
  static boolean startMoves(LogOptions options) {
    return options.tail().isPresent();
  }
}
