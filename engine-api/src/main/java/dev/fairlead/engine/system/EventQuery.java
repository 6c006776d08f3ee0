package dev.fairlead.engine.system;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a filter the daemon itself looks at: kinds, actions, labels, times and, where there is
 * one kind alone, the things. Daemons understand some words more widely than the contract does, so
 * that what they tell is still compared.
 */
final class EventQuery {

  private static final Set<ResourceKind> FILTERED =
      Set.of(ResourceKind.CONTAINER, ResourceKind.IMAGE, ResourceKind.VOLUME, ResourceKind.NETWORK);

  private final EventFilter filter;

  EventQuery(EventFilter filter) {
    this.filter = filter;
  }

  EngineCall addTo(EngineCall call) {
    return call.query("since", filter.since().map(EventQuery::seconds))
        .query("until", filter.until().map(EventQuery::seconds))
        .query("filters", filters());
  }

  /** The same without the end, which is then looked for here. */
  EventQuery endless() {
    return new EventQuery(
        new EventFilter(
            filter.kinds(),
            filter.actions(),
            filter.resources(),
            filter.labels(),
            filter.since(),
            Optional.empty()));
  }

  private Optional<String> filters() {
    Map<String, List<String>> filters = new TreeMap<>();
    if (!filter.kinds().isEmpty() && FILTERED.containsAll(filter.kinds())) {
      filters.put("type", filter.kinds().stream().map(EventQuery::word).toList());
    }
    words().ifPresent(words -> filters.put("event", words));
    if (!filter.labels().isEmpty()) {
      List<String> labels = new ArrayList<>();
      filter
          .labels()
          .forEach((name, value) -> labels.add(value.isEmpty() ? name : name + "=" + value));
      filters.put("label", labels);
    }
    if (!filter.resources().isEmpty() && filter.kinds().size() == 1) {
      filter.kinds().stream()
          .filter(FILTERED::contains)
          .forEach(kind -> filters.put(word(kind), List.copyOf(filter.resources())));
    }
    return filters.isEmpty()
        ? Optional.empty()
        : Optional.of(new String(Json.standard().write(filters), StandardCharsets.UTF_8));
  }

  /** Empty when everything is wanted, or something that has no word of its own. */
  private Optional<List<String>> words() {
    if (filter.actions().isEmpty() || filter.actions().contains(EventAction.OTHER)) {
      return Optional.empty();
    }
    return Optional.of(
        filter.actions().stream().flatMap(action -> EventMapper.words(action).stream()).toList());
  }

  private static String word(ResourceKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Unix time with nanoseconds: RFC 3339 is refused by Docker. */
  private static String seconds(Instant time) {
    return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
  }
}
