package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.image.ImageReference;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@code ps --filter} asks for, in docker's words: several values of one key are alternatives;
 * labels, and different keys, must all be met. The runtime looks at states and labels, the rest is
 * looked at here.
 */
final class ContainerConditions {

  private static final Map<String, Function<String, Predicate<ContainerInfo>>> KINDS =
      Map.ofEntries(
          Map.entry("ancestor", ContainerConditions::madeOf),
          Map.entry("exited", ContainerConditions::exited),
          Map.entry("expose", ContainerConditions::exposes),
          Map.entry("health", ContainerConditions::feels),
          Map.entry("id", id -> info -> info.id().value().startsWith(id)),
          Map.entry("name", ContainerConditions::called),
          Map.entry("network", ContainerConditions::isOn),
          Map.entry("publish", ContainerConditions::publishes),
          Map.entry("volume", ContainerConditions::mounts));

  /** The keys that every list of containers can be compared by. */
  private static final Set<String> LISTED = Set.of("id", "name");

  private final Map<String, Predicate<ContainerInfo>> conditions = new HashMap<>();
  private final Map<String, String> neighbours = new HashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Set<ContainerState> states = EnumSet.noneOf(ContainerState.class);

  private ContainerConditions() {}

  /**
   * Reads conditions.
   *
   * @throws IllegalArgumentException if a key is not known or a value makes no sense
   */
  static ContainerConditions parse(List<String> texts) {
    ContainerConditions conditions = new ContainerConditions();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      String value = equals < 0 ? "" : text.substring(equals + 1);
      switch (value.isEmpty() ? "" : key) {
        case "label" -> conditions.labels.putAll(KeyValueSyntax.parse(List.of(value), "label="));
        case "status" -> conditions.states.add(state(value));
        case "before", "since" -> conditions.neighbours.put(key, value);
        default -> conditions.add(key, value, text);
      }
    }
    return conditions;
  }

  private void add(String key, String value, String text) {
    Function<String, Predicate<ContainerInfo>> kind = KINDS.get(key);
    if (kind == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a filter; use ancestor=, before=, exited=, expose=, health=, id=, label=,"
              + " name=, network=, publish=, since=, status= or volume=");
    }
    conditions.merge(key, kind.apply(value), Predicate::or);
  }

  /**
   * What the runtime is asked for.
   *
   * @param all whether those that do not run are wanted, if no state is
   */
  ContainerFilter filter(boolean all) {
    ContainerFilter base = all ? ContainerFilter.all() : ContainerFilter.alive();
    return new ContainerFilter(states.isEmpty() ? base.states() : states, labels, Set.of());
  }

  /** The container that those which are wanted are older than. */
  Optional<String> before() {
    return Optional.ofNullable(neighbours.get("before"));
  }

  /** The container that those which are wanted are younger than. */
  Optional<String> since() {
    return Optional.ofNullable(neighbours.get("since"));
  }

  /** Whether a container has to be looked at, since lists do not tell enough of it. */
  boolean needInspection() {
    return !LISTED.containsAll(conditions.keySet());
  }

  /** Whether a container that was listed can be one of them. */
  boolean mayBe(ContainerInfo info) {
    return conditions.entrySet().stream()
        .filter(condition -> LISTED.contains(condition.getKey()))
        .allMatch(condition -> condition.getValue().test(info));
  }

  /** Whether a container that was looked at is one of them. */
  boolean meets(ContainerInfo info) {
    return conditions.values().stream().allMatch(condition -> condition.test(info));
  }

  private static ContainerState state(String word) {
    for (ContainerState state : ContainerState.values()) {
      if (state.name().equals(word.toUpperCase(Locale.ROOT))) {
        return state;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "' is not a state; use created, running, paused, restarting, stopping, exited,"
            + " removing or dead");
  }

  /** As docker does: a part of the name, or a regular expression that is found in it. */
  private static Predicate<ContainerInfo> called(String expression) {
    try {
      Pattern name = Pattern.compile(expression);
      return info -> name.matcher(info.name()).find();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + expression + "' is no regular expression: " + e.getDescription(), e);
    }
  }

  /** By the name that it was asked for, or by the id of the image or the beginning of one. */
  private static Predicate<ContainerInfo> madeOf(String image) {
    String name = ImageReference.parse(image).familiar();
    Set<String> names = Set.copyOf(List.of(image, name, name.replaceFirst(":latest$", "")));
    String id = image.replaceFirst("^sha256:", "");
    boolean maybeId = id.matches("[0-9a-f]{4,64}");
    return info ->
        names.contains(info.image())
            || (maybeId && info.imageId().orElse("").replaceFirst("^sha256:", "").startsWith(id));
  }

  private static Predicate<ContainerInfo> exited(String code) {
    if (!code.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("'" + code + "' is not an exit code");
    }
    OptionalInt wanted = OptionalInt.of(Integer.parseInt(code));
    return info ->
        info.state() == ContainerState.EXITED
            && info.exit().filter(end -> end.code().equals(wanted)).isPresent();
  }

  private static Predicate<ContainerInfo> publishes(String text) {
    PortBinding wanted = port(text);
    OptionalInt number = OptionalInt.of(wanted.containerPort());
    return info ->
        info.ports().stream()
            .anyMatch(
                port -> port.hostPort().equals(number) && port.protocol() == wanted.protocol());
  }

  private static Predicate<ContainerInfo> exposes(String text) {
    PortBinding wanted = port(text);
    return info ->
        info.ports().stream()
            .anyMatch(
                port ->
                    port.containerPort() == wanted.containerPort()
                        && port.protocol() == wanted.protocol());
  }

  private static PortBinding port(String text) {
    if (!text.matches("[0-9]{1,5}(/[a-z]+)?")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a port; write a number, or for example 53/udp");
    }
    return PortSyntax.parse(text).get(0);
  }

  private static Predicate<ContainerInfo> feels(String word) {
    if (!Set.of("starting", "healthy", "unhealthy", "none").contains(word)) {
      throw new IllegalArgumentException(
          "'" + word + "' is not a health; use starting, healthy, unhealthy or none");
    }
    return info ->
        info.health()
            .map(health -> health.name().toLowerCase(Locale.ROOT))
            .orElse("none")
            .equals(word);
  }

  private static Predicate<ContainerInfo> isOn(String network) {
    return info ->
        info.networks().stream().anyMatch(endpoint -> endpoint.network().equals(network));
  }

  private static Predicate<ContainerInfo> mounts(String volume) {
    return info ->
        info.mounts().stream()
            .anyMatch(mount -> mount.source().equals(volume) || mount.target().equals(volume));
  }
}
