package dev.fairlead.jobs.spec;

import java.time.Duration;
import java.util.List;

/**
 * Python packages that all nodes of a job find, installed before their commands by the image's own
 * pip. Immutable.
 *
 * <p>Once for all of them, as an init step named {@code pip} that comes before all others, where
 * nodes can see a volume in common; else by each node for itself.
 *
 * @param requirements what pip is to install, such as {@code numpy<2}, at least one. Options are
 *     not among them: pip takes those from variables, such as {@code PIP_INDEX_URL}
 * @param deadline how long it may take where it is a step, positive
 */
public record PipPackages(List<String> requirements, Duration deadline) {

  /** Copies and checks. */
  public PipPackages {
    requirements = List.copyOf(requirements);
    if (requirements.isEmpty()) {
      throw new IllegalArgumentException("there is no package to install");
    }
    for (String each : requirements) {
      if (each.isBlank() || each.startsWith("-") || !each.matches("[^\\p{Cntrl}]+")) {
        throw new IllegalArgumentException(
            "'"
                + each
                + "' is no package that pip could install; its options are variables, such as -e"
                + " PIP_INDEX_URL=...");
      }
    }
    if (deadline.isZero() || deadline.isNegative()) {
      throw new IllegalArgumentException("the deadline of pip must be positive");
    }
  }

  /**
   * Packages, with the usual deadline.
   *
   * @param requirements what pip is to install
   * @return the packages
   */
  public static PipPackages of(String... requirements) {
    return new PipPackages(List.of(requirements), InitStep.DEFAULT_DEADLINE);
  }
}
