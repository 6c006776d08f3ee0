package dev.fairlead.spi.volume;

import java.util.Map;
import java.util.Objects;

/**
 * Which of the unused volumes go.
 *
 * @param scope how much goes
 * @param labels labels that a volume must have to go, with their values; an empty value means that
 *     the label exists
 */
public record VolumePruneOptions(Scope scope, Map<String, String> labels) {

  /** How much goes. */
  public enum Scope {
    /** Volumes without a name given by somebody that no container refers to. */
    ANONYMOUS,
    /** All volumes that no container refers to. */
    UNUSED
  }

  /** Checks and copies. */
  public VolumePruneOptions {
    Objects.requireNonNull(scope, "scope");
    labels = Map.copyOf(labels);
  }

  /**
   * All of a scope.
   *
   * @param scope how much goes
   * @return the options without further conditions
   */
  public static VolumePruneOptions of(Scope scope) {
    return new VolumePruneOptions(scope, Map.of());
  }

  /**
   * These options for volumes with labels.
   *
   * @param value all labels that a volume must have to go
   * @return a copy
   */
  public VolumePruneOptions withLabels(Map<String, String> value) {
    return new VolumePruneOptions(scope, value);
  }
}
