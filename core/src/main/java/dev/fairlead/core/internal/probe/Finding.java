package dev.fairlead.core.internal.probe;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.spi.Candidate;
import java.util.Objects;

/** What came of asking: a candidate, or what went wrong. */
public sealed interface Finding {

  /**
   * A provider saw something.
   *
   * @param candidate what it saw
   */
  record Seen(Candidate candidate) implements Finding {
    /** Checks that there is one. */
    public Seen {
      Objects.requireNonNull(candidate, "candidate");
    }
  }

  /**
   * A provider misbehaved.
   *
   * @param problem what it did
   */
  record Trouble(DiscoveryProblem problem) implements Finding {
    /** Checks that there is one. */
    public Trouble {
      Objects.requireNonNull(problem, "problem");
    }
  }
}
