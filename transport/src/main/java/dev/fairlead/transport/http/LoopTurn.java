package dev.fairlead.transport.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread of an event loop is at: between turns, in one, or replaced, since somebody found
 * its turn to last too long. Costs a write and a compare-and-set a turn.
 */
final class LoopTurn {

  private static final long REPLACED = -1;

  /** Odd within a turn, even between two of them, and different for each. */
  private final AtomicLong state = new AtomicLong();

  /** Begins a turn. By the thread itself, as is its end. */
  void begin() {
    state.lazySet(state.getPlain() + 1);
  }

  /**
   * Ends the turn.
   *
   * @return whether the thread still drives the loop
   */
  boolean end() {
    long current = state.getPlain();
    return current != REPLACED && state.compareAndSet(current, current + 1);
  }

  /** The number of the turn that the thread is within; 0 if it is between turns or replaced. */
  long within() {
    long current = state.get();
    return current > 0 && (current & 1) == 1 ? current : 0;
  }

  /**
   * Takes the loop away from the thread if it is still within the turn.
   *
   * @return whether it was
   */
  boolean replace(long number) {
    return state.compareAndSet(number, REPLACED);
  }
}
