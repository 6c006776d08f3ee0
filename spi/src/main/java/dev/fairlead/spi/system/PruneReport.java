package dev.fairlead.spi.system;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What went when unused things were removed.
 *
 * @param removed ids or names of what went, in no special order
 * @param reclaimedBytes the space that is free now; empty where not told
 */
public record PruneReport(List<String> removed, OptionalLong reclaimedBytes) {

  /** Checks and copies. */
  public PruneReport {
    removed = List.copyOf(removed);
    Objects.requireNonNull(reclaimedBytes, "reclaimedBytes");
    if (reclaimedBytes.isPresent() && reclaimedBytes.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "reclaimed space cannot be negative, but is " + reclaimedBytes.getAsLong() + " bytes");
    }
  }

  /**
   * Nothing went.
   *
   * @return the empty report, with 0 bytes
   */
  public static PruneReport nothing() {
    return new PruneReport(List.of(), OptionalLong.of(0));
  }
}
