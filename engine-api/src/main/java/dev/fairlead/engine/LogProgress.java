package dev.fairlead.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a followed log was delivered, so that it is recognised when it is read again after a cut.
 * Not for use by several threads.
 */
interface LogProgress {

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
  Optional<Instant> last();

  /**
   * Begins to read again.
   *
   * @return from when on; empty for as the log was read at first
   */
  Optional<Instant> rewind();

  /** Whether all that can come is new: there is nothing that has to come again. */
  boolean isAtEnd();

  /** Tells what a message is; one that is new counts as delivered when it is remembered. */
  Verdict judge(LogMessage message);

  /** Whether the end of the log came before all that was delivered was seen again. */
  boolean endsInDoubt();

  /** The subscriber has it. */
  void remember(LogMessage message);
}
