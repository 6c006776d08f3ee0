package dev.fairlead.kubernetes.stream;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a log was delivered: its last messages, which are recognised one behind the other when
 * the log is read again. Times alone would not do: the API takes whole seconds only, and they are
 * neither unique nor, between two streams, strictly growing. For one thread at a time.
 */
final class LogPlace {

  private static final int REMEMBERED = 128;

  /** What a message that is read again turns out to be. */
  enum Verdict {
    /** It was delivered. */
    SEEN,
    /** It comes next. */
    NEW,
    /** The place is not where it had to be. */
    ELSEWHERE
  }

  private enum Mode {
    /** All that comes is new. */
    PLACED,
    /** It is somewhere in what comes. */
    SEARCHING,
    /** What comes begins within what is remembered. */
    WITHIN
  }

  /** A ring of what messages look like. */
  private final long[] looks = new long[REMEMBERED];

  private final Instant[] times = new Instant[REMEMBERED];
  private int first;
  private int size;

  private Mode mode = Mode.PLACED;
  private int matched;
  private boolean begun;

  /** For each number of matched messages, how many of them the match can go on with. */
  private int[] shorter = {};

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Time of the last message; empty if there was none. */
  Optional<Instant> last() {
    return size == 0 ? Optional.empty() : Optional.of(times[place(size - 1)]);
  }

  /** The earliest time of those remembered, with at least one remembered. */
  Instant earliest() {
    Instant earliest = times[place(0)];
    for (int i = 1; i < size; i++) {
      Instant time = times[place(i)];
      earliest = time.isBefore(earliest) ? time : earliest;
    }
    return earliest;
  }

  private int place(int index) {
    return (first + index) % REMEMBERED;
  }

  private long look(int index) {
    return looks[place(index)];
  }

  /** The subscriber has it. */
  void remember(LogMessage message) {
    if (size == REMEMBERED) {
      first = place(1);
      size--;
    }
    int at = place(size++);
    looks[at] = message.look();
    times[at] = message.time().orElse(Instant.EPOCH);
  }

  /** What was remembered is of no use any more. */
  void forget() {
    first = 0;
    size = 0;
  }

  /** All that comes from now on is new. */
  void placed() {
    mode = Mode.PLACED;
  }

  /** Begins to look for the place in messages that begin before it. */
  void search() {
    mode = Mode.SEARCHING;
    matched = 0;
    shorter = new int[size + 1];
    for (int length = 2; length <= size; length++) {
      int border = shorter[length - 1];
      while (border > 0 && look(border) != look(length - 1)) {
        border = shorter[border];
      }
      shorter[length] = look(border) == look(length - 1) ? border + 1 : 0;
    }
  }

  /** Whether it is still looked for. */
  boolean isSearching() {
    return mode == Mode.SEARCHING;
  }

  /** Expects the last messages again, as many of them as are remembered or fewer. */
  void expectLast() {
    mode = Mode.WITHIN;
    begun = false;
    matched = 0;
  }

  /** Tells what a message is. */
  Verdict judge(LogMessage message) {
    switch (mode) {
      case SEARCHING:
        find(message.look());
        return Verdict.SEEN;
      case WITHIN:
        return follow(message.look());
      default:
        return Verdict.NEW;
    }
  }

  private void find(long look) {
    while (matched > 0 && look(matched) != look) {
      matched = shorter[matched];
    }
    if (look(matched) == look) {
      matched++;
    }
    if (matched == size) {
      mode = Mode.PLACED;
    }
  }

  private Verdict follow(long look) {
    if (!begun) {
      begun = true;
      while (matched < size && look(matched) != look) {
        matched++;
      }
    }
    if (matched == size || look(matched) != look) {
      return Verdict.ELSEWHERE;
    }
    matched++;
    if (matched == size) {
      mode = Mode.PLACED;
    }
    return Verdict.SEEN;
  }
}
