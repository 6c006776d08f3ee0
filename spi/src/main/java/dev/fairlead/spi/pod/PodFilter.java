package dev.fairlead.spi.pod;

import java.util.Map;
import java.util.Set;

/**
 * Which pods are listed: those that meet all conditions.
 *
 * @param names their names; empty for all
 * @param states what they are doing; empty for all
 * @param labels labels that a pod must have, with their values; an empty value means that the label
 *     exists
 */
public record PodFilter(Set<String> names, Set<PodState> states, Map<String, String> labels) {

  private static final PodFilter ALL = new PodFilter(Set.of(), Set.of(), Map.of());

  /** Checks and copies. */
  public PodFilter {
    names = Set.copyOf(names);
    states = Set.copyOf(states);
    labels = Map.copyOf(labels);
  }

  /**
   * Every pod.
   *
   * @return the filter without conditions
   */
  public static PodFilter all() {
    return ALL;
  }

  /**
   * This filter for some names.
   *
   * @param values the names; none for all
   * @return a copy
   */
  public PodFilter withNames(String... values) {
    return new PodFilter(Set.of(values), states, labels);
  }

  /**
   * This filter for some states.
   *
   * @param values the states; none for all
   * @return a copy
   */
  public PodFilter withStates(PodState... values) {
    return new PodFilter(names, Set.of(values), labels);
  }

  /**
   * This filter with labels.
   *
   * @param value all labels that a pod must have
   * @return a copy
   */
  public PodFilter withLabels(Map<String, String> value) {
    return new PodFilter(names, states, value);
  }
}
