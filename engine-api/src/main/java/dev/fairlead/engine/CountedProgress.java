package dev.fairlead.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Progress in a log that is read again by time, where many messages may have one time: Podman
 * before 5.8 writes whole seconds. The messages of the latest time are counted from its first on,
 * and put into one number together; so many are read again, and have to give the same number. Costs
 * the same memory for any number of messages.
 *
 * <p>Where the latest time may have begun before the reading did, or the clock was set back, all
 * messages since the beginning are counted in the same way.
 */
final class CountedProgress implements LogProgress {

  /**
   * A daemon takes times in floating point, and leaves out what has the very time that it was asked
   * for: so it is asked for a little more.
   */
  private static final Duration MARGIN = Duration.ofMillis(1);

  private final Sequence whole = new Sequence();
  private final Sequence latest = new Sequence();
  private boolean knowsWhole = true;
  private boolean knowsLatest;
  private @Nullable Instant time;

  private final Sequence again = new Sequence();
  private long expected;
  private long expectedSum;
  private @Nullable Instant from;
  private boolean provable = true;

  @Override
  public Optional<Instant> last() {
    return Optional.ofNullable(time);
  }

  @Override
  public Optional<Instant> rewind() {
    again.clear();
    expected = 0;
    from = null;
    provable = true;
    if (time == null) {
      return Optional.empty();
    }
    if (!knowsLatest && knowsWhole) {
      expect(whole);
      return Optional.empty();
    }
    provable = knowsLatest;
    from = time;
    if (provable) {
      expect(latest);
    }
    return Optional.of(time.minus(MARGIN));
  }

  private void expect(Sequence sequence) {
    expected = sequence.count;
    expectedSum = sequence.sum;
  }

  @Override
  public boolean isAtEnd() {
    return provable && expected == 0;
  }

  @Override
  public Verdict judge(LogMessage message) {
    Instant of = time(message);
    if (from != null && of.isBefore(from)) {
      return provable && expected == 0 ? Verdict.NEW : Verdict.SEEN;
    }
    if (!provable) {
      return gap();
    }
    if (expected == 0) {
      return Verdict.NEW;
    }
    if (from != null && of.isAfter(from)) {
      return gap();
    }
    again.add(message);
    if (again.count == expected) {
      expected = 0;
      provable = again.sum == expectedSum;
    }
    return Verdict.SEEN;
  }

  /** What is missing is in no count. The next time will be known from its first message on. */
  private Verdict gap() {
    expected = 0;
    provable = true;
    knowsWhole = false;
    knowsLatest = false;
    return Verdict.NEW_AFTER_GAP;
  }

  @Override
  public boolean endsInDoubt() {
    return expected > 0 || !provable;
  }

  @Override
  public void remember(LogMessage message) {
    Instant of = time(message);
    whole.add(message);
    if (time == null || of.isAfter(time)) {
      knowsLatest = time != null;
      time = of;
      latest.clear();
    } else if (of.isBefore(time)) {
      // A clock was set back: what has an earlier time is not found again by the latest one.
      knowsLatest = false;
    }
    latest.add(message);
  }

  private static Instant time(LogMessage message) {
    return message.timestamp().orElse(Instant.EPOCH);
  }

  /** Messages one behind the other: how many, and all of their looks in one number. */
  private static final class Sequence {
    private long count;
    private long sum;

    void clear() {
      count = 0;
      sum = 0;
    }

    void add(LogMessage message) {
      count++;
      sum = sum * 0x9E3779B97F4A7C15L + message.look();
    }
  }
}
