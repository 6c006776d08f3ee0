package dev.fairlead.engine;

import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a followed log was delivered. After a cut the log is read again from a time on, and what
 * was delivered already is recognised by its order: times are neither unique nor, between two
 * streams, strictly growing. Not for use by several threads.
 */
final class LogPosition {

  private static final int REMEMBERED = 1024;

  private record Seen(Instant time, StandardStream stream, int length, int hash) {}

  private final Deque<Seen> window = new ArrayDeque<>();
  private final Deque<Seen> expected = new ArrayDeque<>();
  private @Nullable Instant forgotten;
  private boolean provable = true;

  /** What a message read again turns out to be. */
  enum Verdict {
    /** It was delivered before the cut. */
    SEEN,
    /** It comes next. */
    NEW,
    /** It is not what had to come: something between may be missing or doubled. */
    NEW_AFTER_GAP
  }

  /** The time of the last message that was delivered. */
  Optional<Instant> last() {
    return Optional.ofNullable(window.peekLast()).map(Seen::time);
  }

  /**
   * Begins to read again.
   *
   * @return from when on; empty if nothing was delivered yet
   */
  Optional<Instant> rewind() {
    expected.clear();
    provable = true;
    Seen latest = window.peekLast();
    if (latest == null) {
      return Optional.empty();
    }
    Instant since =
        forgotten != null
            ? forgotten.plusNanos(1)
            : window.stream().map(Seen::time).min(Instant::compareTo).orElse(latest.time());
    if (latest.time().isBefore(since)) {
      provable = false;
      return Optional.of(latest.time());
    }
    window.stream().filter(seen -> !seen.time().isBefore(since)).forEach(expected::add);
    return Optional.of(since);
  }

  /**
   * Begins to read again from the last messages.
   *
   * @return how many are remembered, 1 or more
   */
  int rewindWhole() {
    provable = true;
    expected.clear();
    expected.addAll(window);
    return window.size();
  }

  /** Tells what a message is; one that is new counts as delivered when it is remembered. */
  Verdict judge(LogMessage message) {
    if (!provable) {
      provable = true;
      return Verdict.NEW_AFTER_GAP;
    }
    if (expected.isEmpty()) {
      return Verdict.NEW;
    }
    if (skipTo(seen(message))) {
      return Verdict.SEEN;
    }
    expected.clear();
    return Verdict.NEW_AFTER_GAP;
  }

  /** Whether the end of the log came before all that was delivered was seen again. */
  boolean endsInDoubt() {
    return !expected.isEmpty() || !provable;
  }

  private boolean skipTo(Seen wanted) {
    int skipped = 0;
    for (Iterator<Seen> it = expected.iterator(); it.hasNext(); skipped++) {
      if (it.next().equals(wanted)) {
        for (int i = 0; i <= skipped; i++) {
          expected.remove();
        }
        return true;
      }
    }
    return false;
  }

  /** The subscriber has it. */
  void remember(LogMessage message) {
    Seen seen = seen(message);
    window.addLast(seen);
    if (window.size() > REMEMBERED) {
      Instant out = window.removeFirst().time();
      if (forgotten == null || out.isAfter(forgotten)) {
        forgotten = out;
      }
    }
  }

  private static Seen seen(LogMessage message) {
    ByteBuffer bytes = message.bytes();
    return new Seen(
        message.timestamp().orElse(Instant.EPOCH),
        message.stream(),
        bytes.remaining(),
        bytes.hashCode());
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
