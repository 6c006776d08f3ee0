package dev.fairlead.core.report;

import dev.fairlead.spi.Candidate;
import java.util.Objects;

/**
 * A candidate with its place in the order, and why it has it.
 *
 * @param position its place, 1 for the first
 * @param candidate what the probe found
 * @param standing what became of it
 * @param reason why, in words that people read
 */
public record RankedCandidate(int position, Candidate candidate, Standing standing, String reason) {

  /** What became of a candidate. */
  public enum Standing {
    /** It was chosen. */
    CHOSEN,
    /** It could have been chosen, but another one comes first. */
    ELIGIBLE,
    /** It could be used, but not for this selection. */
    EXCLUDED,
    /** It cannot be used as it is. */
    UNUSABLE
  }

  /** Checks that no part is null. */
  public RankedCandidate {
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(reason, "reason");
  }
}
