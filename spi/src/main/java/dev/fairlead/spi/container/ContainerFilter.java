package dev.fairlead.spi.container;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which containers are wanted. All conditions must hold.
 *
 * @param states wanted states; empty for all
 * @param labels wanted labels with their values; an empty value means that the label exists
 * @param names wanted names, whole; empty for all
 * @param infrastructure whether containers that nobody asked for are wanted, too
 */
public record ContainerFilter(
    Set<ContainerState> states,
    Map<String, String> labels,
    Set<String> names,
    Infrastructure infrastructure) {

  /** Containers that a runtime makes by itself, such as the one that holds a pod of Podman. */
  public enum Infrastructure {
    /** They are as if they were not there. */
    HIDDEN,
    /** They are containers like others. */
    SHOWN
  }

  /** Copies. */
  public ContainerFilter {
    states = Set.copyOf(states);
    labels = Map.copyOf(labels);
    names = Set.copyOf(names);
    Objects.requireNonNull(infrastructure, "infrastructure");
  }

  /**
   * Containers that somebody asked for.
   *
   * @param states wanted states; empty for all
   * @param labels wanted labels with their values; an empty value means that the label exists
   * @param names wanted names, whole; empty for all
   */
  public ContainerFilter(
      Set<ContainerState> states, Map<String, String> labels, Set<String> names) {
    this(states, labels, names, Infrastructure.HIDDEN);
  }

  /**
   * All containers in all states.
   *
   * @return the filter
   */
  public static ContainerFilter all() {
    return new ContainerFilter(Set.of(), Map.of(), Set.of());
  }

  /**
   * Containers that have a process.
   *
   * @return the filter
   */
  public static ContainerFilter alive() {
    return new ContainerFilter(
        Set.of(
            ContainerState.RUNNING,
            ContainerState.PAUSED,
            ContainerState.STOPPING,
            ContainerState.RESTARTING),
        Map.of(),
        Set.of());
  }

  /**
   * This filter and a label.
   *
   * @param key the label
   * @param value its value; empty for any
   * @return a copy
   */
  public ContainerFilter withLabel(String key, String value) {
    Map<String, String> copy = new LinkedHashMap<>(labels);
    copy.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return new ContainerFilter(states, copy, names, infrastructure);
  }

  /**
   * This filter, for containers that a runtime made by itself, too.
   *
   * @return a copy
   */
  public ContainerFilter withInfrastructure() {
    return new ContainerFilter(states, labels, names, Infrastructure.SHOWN);
  }

  /**
   * Whether a container is wanted: for backends whose runtime cannot filter by itself.
   *
   * @param info the container
   * @return true if all conditions hold
   */
  public boolean matches(ContainerInfo info) {
    return (states.isEmpty() || states.contains(info.state()))
        && (names.isEmpty() || names.contains(info.name()))
        && labels.entrySet().stream()
            .allMatch(
                wanted -> {
                  String value = info.labels().get(wanted.getKey());
                  return value != null
                      && (wanted.getValue().isEmpty() || wanted.getValue().equals(value));
                });
  }
}
