package dev.fairlead.app;

import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Filters of events as docker's users write them. */
final class EventSyntax {

  /** Docker's words for what this contract calls otherwise. */
  private static final Map<String, EventAction> WORDS =
      Map.ofEntries(
          Map.entry("create", EventAction.CREATED),
          Map.entry("start", EventAction.STARTED),
          Map.entry("die", EventAction.EXITED),
          Map.entry("kill", EventAction.KILLED),
          Map.entry("stop", EventAction.STOPPED),
          Map.entry("restart", EventAction.RESTARTED),
          Map.entry("pause", EventAction.PAUSED),
          Map.entry("unpause", EventAction.UNPAUSED),
          Map.entry("oom", EventAction.OUT_OF_MEMORY),
          Map.entry("rename", EventAction.RENAMED),
          Map.entry("resize", EventAction.RESIZED),
          Map.entry("attach", EventAction.ATTACHED),
          Map.entry("detach", EventAction.DETACHED),
          Map.entry("health_status", EventAction.HEALTH_CHANGED),
          Map.entry("exec_create", EventAction.EXEC_CREATED),
          Map.entry("exec_start", EventAction.EXEC_STARTED),
          Map.entry("exec_die", EventAction.EXEC_EXITED),
          Map.entry("destroy", EventAction.REMOVED),
          Map.entry("remove", EventAction.REMOVED),
          Map.entry("delete", EventAction.REMOVED),
          Map.entry("pull", EventAction.PULLED),
          Map.entry("tag", EventAction.TAGGED),
          Map.entry("untag", EventAction.UNTAGGED),
          Map.entry("connect", EventAction.CONNECTED),
          Map.entry("disconnect", EventAction.DISCONNECTED),
          Map.entry("mount", EventAction.MOUNTED),
          Map.entry("unmount", EventAction.UNMOUNTED),
          Map.entry("prune", EventAction.PRUNED));

  private EventSyntax() {}

  /**
   * Reads filters. Several values of one key are alternatives, and different keys must all be met.
   *
   * @param filters what follows {@code --filter}, each {@code key=value}
   * @param since from when on
   * @param until up to when
   * @return the filter
   * @throws IllegalArgumentException if a filter is malformed
   */
  static EventFilter filter(
      List<String> filters, Optional<Instant> since, Optional<Instant> until) {
    Set<ResourceKind> kinds = EnumSet.noneOf(ResourceKind.class);
    Set<EventAction> actions = EnumSet.noneOf(EventAction.class);
    Set<String> resources = new LinkedHashSet<>();
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : filters) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      String value = text.substring(equals + 1);
      if (equals < 0 || value.isEmpty()) {
        throw unknown(text);
      }
      switch (key) {
        case "type" -> kinds.add(kind(value));
        case "event" -> actions.add(action(value));
        case "label" -> Settings.keyValue(value, "label", labels::put);
        case "container", "image", "volume", "network", "pod" -> {
          kinds.add(kind(key));
          resources.add(value);
        }
        default -> throw unknown(text);
      }
    }
    return new EventFilter(kinds, actions, resources, labels, since, until);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a filter; use type=, event=, container=, image=, volume=, network= or"
            + " label=");
  }

  private static EventAction action(String word) {
    EventAction known = WORDS.get(word.toLowerCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    for (EventAction action : EventAction.values()) {
      if (label(action).equals(word.toLowerCase(Locale.ROOT))) {
        return action;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "' is not an event; use "
            + Arrays.stream(EventAction.values())
                .map(EventSyntax::label)
                .collect(Collectors.joining(", "))
            + ", or docker's words for them");
  }

  private static String label(EventAction action) {
    return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ResourceKind kind(String word) {
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind.name().equals(word.toUpperCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is not a kind of thing; use container, image, volume, network or pod");
  }
}
