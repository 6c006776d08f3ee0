package dev.fairlead.spi.system;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that happened in the runtime.
 *
 * @param kind what kind of thing it happened to
 * @param action what happened
 * @param nativeAction the runtime's own word for it
 * @param resourceId id of the thing
 * @param resourceName its name; empty where not told
 * @param time when it happened, by the runtime's clock
 * @param exitCode the code, with {@link EventAction#EXITED} and {@link EventAction#EXEC_EXITED};
 *     empty if the runtime did not tell it
 * @param attributes what else the runtime tells, by its own names
 */
public record ContainerEvent(
    ResourceKind kind,
    EventAction action,
    String nativeAction,
    String resourceId,
    Optional<String> resourceName,
    Instant time,
    OptionalInt exitCode,
    Map<String, String> attributes) {

  /** Checks and copies. */
  public ContainerEvent {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(nativeAction, "nativeAction");
    Objects.requireNonNull(resourceId, "resourceId");
    Objects.requireNonNull(resourceName, "resourceName");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(exitCode, "exitCode");
    attributes = Map.copyOf(attributes);
  }
}
