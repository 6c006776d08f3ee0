package dev.fairlead.spi.container;

import java.util.Objects;
import java.util.Optional;

/**
 * What stopping a container took.
 *
 * @param outcome what it took
 * @param exit how the container ended; empty if it was not running, or the runtime does not tell
 */
public record StopResult(Outcome outcome, Optional<Exit> exit) {

  /** What stopping took. */
  public enum Outcome {
    /** Nothing: it was not running. */
    NOT_RUNNING,
    /** It ended within the grace period. */
    GRACEFUL,
    /** The grace period passed, and it was killed. */
    KILLED,
    /** It ended, and the runtime does not tell how. */
    UNKNOWN
  }

  /** Checks that no part is null. */
  public StopResult {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(exit, "exit");
  }
}
