package dev.fairlead.core.ready;

import java.time.Duration;
import java.util.Objects;

/**
 * A condition that came true.
 *
 * @param readiness the condition
 * @param proof what was seen of it, in words
 * @param took how long it was waited for
 */
public record Ready(Readiness readiness, String proof, Duration took) {

  /** Checks that no part is null. */
  public Ready {
    Objects.requireNonNull(readiness, "readiness");
    Objects.requireNonNull(proof, "proof");
    Objects.requireNonNull(took, "took");
  }
}
