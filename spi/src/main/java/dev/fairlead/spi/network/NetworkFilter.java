package dev.fairlead.spi.network;

import java.util.Map;
import java.util.Set;

/**
 * Which networks are listed: those that meet all conditions.
 *
 * @param names their names; empty for all
 * @param labels labels that a network must have, with their values; an empty value means that the
 *     label exists
 */
public record NetworkFilter(Set<String> names, Map<String, String> labels) {

  private static final NetworkFilter ALL = new NetworkFilter(Set.of(), Map.of());

  /** Checks and copies. */
  public NetworkFilter {
    names = Set.copyOf(names);
    labels = Map.copyOf(labels);
  }

  /**
   * Every network.
   *
   * @return the filter without conditions
   */
  public static NetworkFilter all() {
    return ALL;
  }

  /**
   * This filter for some names.
   *
   * @param values the names; none for all
   * @return a copy
   */
  public NetworkFilter withNames(String... values) {
    return new NetworkFilter(Set.of(values), labels);
  }

  /**
   * This filter with labels.
   *
   * @param value all labels that a network must have
   * @return a copy
   */
  public NetworkFilter withLabels(Map<String, String> value) {
    return new NetworkFilter(names, value);
  }
}
