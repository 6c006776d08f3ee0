package dev.fairlead.core.report;

import java.util.Objects;
import java.util.Optional;

/** What came of ranking: a candidate, or why there is none. */
public sealed interface Choice {

  /**
   * A candidate was chosen.
   *
   * @param candidate the one, with the reason
   */
  record Chosen(RankedCandidate candidate) implements Choice {
    /** Checks that there is one. */
    public Chosen {
      Objects.requireNonNull(candidate, "candidate");
    }
  }

  /**
   * Nothing was chosen.
   *
   * @param cause the kind of reason
   * @param detail the reason in words
   * @param remedy what to try; empty when nothing is known to help
   */
  record Refused(Cause cause, String detail, Optional<String> remedy) implements Choice {
    /** Checks that no part is null. */
    public Refused {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(detail, "detail");
      Objects.requireNonNull(remedy, "remedy");
    }
  }

  /** Why nothing was chosen. */
  enum Cause {
    /** No backend has the name that was given. */
    UNKNOWN_RUNTIME,
    /** The backend that was named cannot be used here. */
    RUNTIME_NOT_USABLE,
    /** The endpoint that was named cannot be used, or no backend understands it. */
    HOST_NOT_USABLE,
    /**
     * The endpoint that a runtime's own environment variable names cannot be used; another
     * machine's daemon is not taken in its place.
     */
    VARIABLE_NOT_USABLE,
    /** Nobody named anything, and nothing was found that can be taken unasked. */
    NOTHING_USABLE
  }
}
