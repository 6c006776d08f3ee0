package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;

/**
 * What came of creating a container.
 *
 * @param id the container's id
 * @param outcome whether it was made just now
 * @param warnings the runtime's warnings, in its own words
 */
public record CreateResult(ContainerId id, Outcome outcome, List<String> warnings) {

  /** Whether a container was made. */
  public enum Outcome {
    /** It was made by this call. */
    CREATED,
    /** One of that name and the same specification was there. */
    EXISTED
  }

  /** Checks and copies. */
  public CreateResult {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(outcome, "outcome");
    warnings = List.copyOf(warnings);
  }
}
