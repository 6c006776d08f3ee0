package dev.fairlead.spi.volume;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which volumes are listed: those that meet all conditions.
 *
 * @param names their names; empty for all
 * @param labels labels that a volume must have, with their values; an empty value means that the
 *     label exists
 * @param usage whether a container must or must not refer to it
 */
public record VolumeFilter(Set<String> names, Map<String, String> labels, Usage usage) {

  /** Whether a container refers to a volume. */
  public enum Usage {
    /** With or without. */
    ANY,
    /** At least one container, running or not. */
    USED,
    /** No container at all. */
    UNUSED
  }

  private static final VolumeFilter ALL = new VolumeFilter(Set.of(), Map.of(), Usage.ANY);

  /** Checks and copies. */
  public VolumeFilter {
    names = Set.copyOf(names);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(usage, "usage");
  }

  /**
   * Every volume.
   *
   * @return the filter without conditions
   */
  public static VolumeFilter all() {
    return ALL;
  }

  /**
   * This filter for some names.
   *
   * @param values the names; none for all
   * @return a copy
   */
  public VolumeFilter withNames(String... values) {
    return new VolumeFilter(Set.of(values), labels, usage);
  }

  /**
   * This filter with labels.
   *
   * @param value all labels that a volume must have
   * @return a copy
   */
  public VolumeFilter withLabels(Map<String, String> value) {
    return new VolumeFilter(names, value, usage);
  }

  /**
   * This filter with another condition on use.
   *
   * @param value the condition
   * @return a copy
   */
  public VolumeFilter withUsage(Usage value) {
    return new VolumeFilter(names, labels, value);
  }
}
