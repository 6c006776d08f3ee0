package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;

/**
 * A container that was just started, and its first process.
 *
 * @param id the container's id
 * @param process its first process, owned by whoever receives this
 * @param warnings the runtime's warnings, in its own words
 */
public record AttachedContainer(ContainerId id, AttachedProcess process, List<String> warnings) {

  /** Checks and copies. */
  public AttachedContainer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(process, "process");
    warnings = List.copyOf(warnings);
  }
}
