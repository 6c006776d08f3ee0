package dev.fairlead.spi.pod;

import dev.fairlead.spi.container.ContainerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A pod that exists.
 *
 * @param id the runtime's id of it
 * @param name its name
 * @param state what it is doing
 * @param nativeState the runtime's own word for it
 * @param containers its containers, without any that the runtime adds to hold the pod together
 * @param created when it was made; empty where not told
 * @param labels its labels
 */
public record PodInfo(
    String id,
    String name,
    PodState state,
    String nativeState,
    List<ContainerId> containers,
    Optional<Instant> created,
    Map<String, String> labels) {

  /** Checks and copies. */
  public PodInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(nativeState, "nativeState");
    containers = List.copyOf(containers);
    Objects.requireNonNull(created, "created");
    labels = Map.copyOf(labels);
  }
}
