package dev.fairlead.kubernetes.event;

import dev.fairlead.kubernetes.state.ContainerOfPod;
import dev.fairlead.kubernetes.state.PodRun;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.ResourceKind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How the events of one pod are written down. */
final class EventForm {

  private final ContainerOfPod container;
  private final Map<String, String> facts;

  EventForm(PodView view) {
    ObjectMeta meta = view.pod().getMetadata();
    this.container = ContainerOfPod.of(meta);
    this.facts =
        Map.of(
            "image",
            String.valueOf(view.container().getImage()),
            "pod",
            meta.getName(),
            "uid",
            view.uid());
  }

  ContainerEvent made(Instant time) {
    return ofPod(EventAction.CREATED, "Created", "PodCreated", time);
  }

  ContainerEvent removed(Instant time) {
    return ofPod(EventAction.REMOVED, "Deleted", "PodDeleted", time);
  }

  ContainerEvent event(EventAction action, String word, Instant time) {
    return event(action, word, time, Map.of());
  }

  ContainerEvent event(EventAction action, String word, Instant time, Map<String, String> more) {
    return form(action, word, time, OptionalInt.empty(), more);
  }

  ContainerEvent exited(String word, Instant time, OptionalInt code, Map<String, String> more) {
    return form(EventAction.EXITED, word, time, code, more);
  }

  String number(PodRun run) {
    return Integer.toString(run.number());
  }

  /** A container that has several pods one after the other is not made and removed with one. */
  private ContainerEvent ofPod(EventAction action, String word, String ofOne, Instant time) {
    return container.share() == ContainerOfPod.Share.WHOLE
        ? event(action, word, time)
        : event(EventAction.OTHER, ofOne, time);
  }

  private ContainerEvent form(
      EventAction action, String word, Instant time, OptionalInt code, Map<String, String> more) {
    Map<String, String> attributes = new LinkedHashMap<>(facts);
    attributes.putAll(more);
    return new ContainerEvent(
        ResourceKind.CONTAINER,
        action,
        word,
        container.id(),
        Optional.of(container.name()),
        time,
        code,
        attributes);
  }
}
