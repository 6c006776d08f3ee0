package dev.fairlead.engine.system;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.ResourceKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the events of {@code GET /events} and speaks of them in one vocabulary. Docker writes the
 * command behind {@code exec_create} and {@code exec_start}, and the result behind {@code
 * health_status}; Podman has other words for some, and no {@code exitCode} but {@code
 * containerExitCode} in 4.3.
 */
final class EventMapper {

  private static final Map<String, EventAction> ACTIONS = actions();

  private static final Map<String, ResourceKind> KINDS =
      Map.of(
          "container", ResourceKind.CONTAINER,
          "image", ResourceKind.IMAGE,
          "volume", ResourceKind.VOLUME,
          "network", ResourceKind.NETWORK,
          "pod", ResourceKind.POD);

  private EventMapper() {}

  private static Map<String, EventAction> actions() {
    Map<String, EventAction> words = new LinkedHashMap<>();
    words.put("create", EventAction.CREATED);
    words.put("import", EventAction.CREATED);
    words.put("load", EventAction.CREATED);
    words.put("start", EventAction.STARTED);
    words.put("die", EventAction.EXITED);
    words.put("died", EventAction.EXITED);
    words.put("kill", EventAction.KILLED);
    words.put("stop", EventAction.STOPPED);
    words.put("restart", EventAction.RESTARTED);
    words.put("pause", EventAction.PAUSED);
    words.put("unpause", EventAction.UNPAUSED);
    words.put("oom", EventAction.OUT_OF_MEMORY);
    words.put("rename", EventAction.RENAMED);
    words.put("resize", EventAction.RESIZED);
    words.put("attach", EventAction.ATTACHED);
    words.put("detach", EventAction.DETACHED);
    words.put("health_status", EventAction.HEALTH_CHANGED);
    words.put("exec_create", EventAction.EXEC_CREATED);
    words.put("exec_start", EventAction.EXEC_STARTED);
    words.put("exec", EventAction.EXEC_STARTED);
    words.put("exec_die", EventAction.EXEC_EXITED);
    words.put("exec_died", EventAction.EXEC_EXITED);
    words.put("destroy", EventAction.REMOVED);
    words.put("remove", EventAction.REMOVED);
    words.put("delete", EventAction.REMOVED);
    words.put("pull", EventAction.PULLED);
    words.put("tag", EventAction.TAGGED);
    words.put("untag", EventAction.UNTAGGED);
    words.put("connect", EventAction.CONNECTED);
    words.put("disconnect", EventAction.DISCONNECTED);
    words.put("mount", EventAction.MOUNTED);
    words.put("unmount", EventAction.UNMOUNTED);
    words.put("prune", EventAction.PRUNED);
    return words;
  }

  /** The words of daemons for an action, for their own filter. */
  static List<String> words(EventAction action) {
    return ACTIONS.entrySet().stream()
        .filter(entry -> entry.getValue() == action)
        .map(Map.Entry::getKey)
        .toList();
  }

  static ContainerEvent event(JsonObject json) {
    JsonObject actor = json.object("Actor");
    Map<String, String> attributes = actor.textMap("Attributes");
    String word = json.text("Action").or(() -> json.text("status")).orElse("").strip();
    String id = actor.text("ID").or(() -> json.text("id")).orElse("");
    ResourceKind kind = KINDS.getOrDefault(json.text("Type").orElse(""), ResourceKind.RUNTIME);
    EventAction action = action(word);
    return new ContainerEvent(
        kind,
        action,
        word,
        id,
        name(kind, id, attributes),
        time(json),
        exitCode(action, attributes),
        attributes);
  }

  private static EventAction action(String word) {
    int colon = word.indexOf(':');
    String verb = colon < 0 ? word : word.substring(0, colon);
    return ACTIONS.getOrDefault(verb, EventAction.OTHER);
  }

  private static Optional<String> name(
      ResourceKind kind, String id, Map<String, String> attributes) {
    Optional<String> told = Optional.ofNullable(attributes.get("name"));
    return told.isEmpty() && kind == ResourceKind.VOLUME ? Optional.of(id) : told;
  }

  private static OptionalInt exitCode(EventAction action, Map<String, String> attributes) {
    if (action != EventAction.EXITED && action != EventAction.EXEC_EXITED) {
      return OptionalInt.empty();
    }
    String code = attributes.getOrDefault("exitCode", attributes.get("containerExitCode"));
    return code != null && code.matches("\\d{1,9}")
        ? OptionalInt.of(Integer.parseInt(code))
        : OptionalInt.empty();
  }

  private static Instant time(JsonObject json) {
    long nanos = json.number("timeNano").orElse(0);
    return nanos > 0
        ? Instant.ofEpochSecond(0, nanos)
        : Instant.ofEpochSecond(json.number("time").orElse(0));
  }
}
