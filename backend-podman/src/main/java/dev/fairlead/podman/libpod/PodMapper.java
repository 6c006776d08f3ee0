package dev.fairlead.podman.libpod;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodSpec;
import dev.fairlead.spi.pod.PodState;
import dev.fairlead.spi.pod.SharedNamespace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pods between Podman's API (4.0 and later) and the contract. */
final class PodMapper {

  /** Words for what exists and never ran. */
  private static final Set<String> NOT_STARTED = Set.of("configured", "created", "initialized");

  private PodMapper() {}

  /** The body of {@code POST /libpod/pods/create}. */
  static Map<String, Object> body(PodSpec spec, Map<String, String> labels) {
    Fields body = new Fields().put("name", spec.name()).putFilled("labels", labels);
    body.put("hostname", spec.hostname());
    body.putFilled("portmappings", LibpodNetworks.ports(spec.ports()));
    body.putFilled("shared_namespaces", spec.shared().stream().map(PodMapper::word).toList());
    LibpodNetworks.attachments(spec.networks(), body);
    return body.map();
  }

  private static String word(SharedNamespace shared) {
    return shared == SharedNamespace.NETWORK ? "net" : shared.name().toLowerCase(Locale.ROOT);
  }

  /** Of {@code GET /libpod/pods/{name}/json}. */
  static PodInfo inspected(JsonObject json) {
    return pod(json, "State", "InfraContainerID");
  }

  /**
   * What a pod is made of.
   *
   * @param containers its containers
   * @param infra the one that Podman adds to hold it together
   */
  record Members(List<ContainerId> containers, Optional<ContainerId> infra) {}

  /** Of {@code GET /libpod/pods/{name}/json}. */
  static Members members(JsonObject json) {
    return new Members(
        inspected(json).containers(),
        json.text("InfraContainerID").filter(id -> !id.isEmpty()).map(ContainerId::of));
  }

  /** Id of what holds one of {@code GET /libpod/pods/json} together; empty where nothing does. */
  static String holder(JsonObject json) {
    return json.text("InfraId").orElse("");
  }

  /** One of {@code GET /libpod/pods/json}. */
  static PodInfo listed(JsonObject json) {
    return pod(json, "Status", "InfraId");
  }

  /**
   * Of the same fields with other names for a word of state, the pod's and its containers' alike.
   */
  private static PodInfo pod(JsonObject json, String state, String infra) {
    String holder = json.text(infra).orElse("");
    List<JsonObject> members =
        json.objects("Containers").stream()
            .filter(container -> !container.text("Id").orElse("").equals(holder))
            .toList();
    String word = json.text(state).orElse("");
    return new PodInfo(
        json.text("Id").orElse(""),
        json.text("Name").orElse(""),
        state(word, members.stream().map(member -> member.text(state).orElse("")).toList()),
        word,
        members.stream().map(member -> ContainerId.of(member.text("Id").orElse(""))).toList(),
        json.time("Created"),
        json.textMap("Labels"));
  }

  /**
   * By its containers. Podman's own word counts the one that holds the pod together, too: where all
   * others have ended, it says that the pod is degraded.
   */
  private static PodState state(String word, List<String> members) {
    if (word.equalsIgnoreCase("removing")) {
      return PodState.REMOVING;
    }
    if (members.isEmpty() || members.stream().allMatch(NOT_STARTED::contains)) {
      return PodState.CREATED;
    }
    if (members.stream().allMatch("running"::equals)) {
      return PodState.RUNNING;
    }
    if (members.contains("running")) {
      return PodState.DEGRADED;
    }
    if (members.contains("paused")) {
      return PodState.PAUSED;
    }
    return members.contains("stopping") ? PodState.STOPPING : PodState.EXITED;
  }
}
