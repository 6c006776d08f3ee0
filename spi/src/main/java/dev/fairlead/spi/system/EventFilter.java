package dev.fairlead.spi.system;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are told: those that meet all conditions.
 *
 * @param kinds kinds of thing; empty for all
 * @param actions what happened; empty for everything
 * @param resources ids or names of things; empty for all
 * @param labels labels that the thing must have, with their values; an empty value means that the
 *     label exists
 * @param since from when on, inclusive; a time in the past asks for history, as far back as the
 *     runtime keeps it; empty for from now on
 * @param until up to when; the flux completes then. Empty for without end
 */
public record EventFilter(
    Set<ResourceKind> kinds,
    Set<EventAction> actions,
    Set<String> resources,
    Map<String, String> labels,
    Optional<Instant> since,
    Optional<Instant> until) {

  private static final EventFilter ALL =
      new EventFilter(Set.of(), Set.of(), Set.of(), Map.of(), Optional.empty(), Optional.empty());

  /** Checks and copies. */
  public EventFilter {
    kinds = Set.copyOf(kinds);
    actions = Set.copyOf(actions);
    resources = Set.copyOf(resources);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
    if (since.isPresent() && until.isPresent() && until.get().isBefore(since.get())) {
      throw new IllegalArgumentException(
          "the end of the events, " + until.get() + ", is before their start, " + since.get());
    }
  }

  /**
   * Everything from now on.
   *
   * @return the filter without conditions
   */
  public static EventFilter all() {
    return ALL;
  }

  /**
   * This filter for some kinds of thing.
   *
   * @param values the kinds; none for all
   * @return a copy
   */
  public EventFilter withKinds(ResourceKind... values) {
    return new EventFilter(Set.of(values), actions, resources, labels, since, until);
  }

  /**
   * This filter for some actions.
   *
   * @param values the actions; none for all
   * @return a copy
   */
  public EventFilter withActions(EventAction... values) {
    return new EventFilter(kinds, Set.of(values), resources, labels, since, until);
  }

  /**
   * This filter for some things.
   *
   * @param values ids or names; none for all
   * @return a copy
   */
  public EventFilter withResources(String... values) {
    return new EventFilter(kinds, actions, Set.of(values), labels, since, until);
  }

  /**
   * This filter with labels.
   *
   * @param value all labels that the thing must have
   * @return a copy
   */
  public EventFilter withLabels(Map<String, String> value) {
    return new EventFilter(kinds, actions, resources, value, since, until);
  }

  /**
   * This filter from another time on.
   *
   * @param value from when on
   * @return a copy
   */
  public EventFilter withSince(Instant value) {
    return new EventFilter(kinds, actions, resources, labels, Optional.of(value), until);
  }

  /**
   * This filter with an end.
   *
   * @param value up to when
   * @return a copy
   */
  public EventFilter withUntil(Instant value) {
    return new EventFilter(kinds, actions, resources, labels, since, Optional.of(value));
  }

  /**
   * Whether an event meets the conditions on kind, action, resource and time: for backends whose
   * runtime cannot filter by itself. Labels are not looked at.
   *
   * @param event the event
   * @return true if it does
   */
  public boolean matches(ContainerEvent event) {
    return (kinds.isEmpty() || kinds.contains(event.kind()))
        && (actions.isEmpty() || actions.contains(event.action()))
        && (resources.isEmpty()
            || resources.contains(event.resourceId())
            || event.resourceName().filter(resources::contains).isPresent())
        && since.filter(event.time()::isBefore).isEmpty()
        && until.filter(event.time()::isAfter).isEmpty();
  }
}
