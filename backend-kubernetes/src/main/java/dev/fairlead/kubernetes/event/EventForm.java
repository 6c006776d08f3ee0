package dev.fairlead.kubernetes.event;

import dev.fairlead.kubernetes.state.PodDescriber;
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

  private final String id;
  private final String name;
  private final Map<String, String> facts;

  EventForm(PodView view) {
    ObjectMeta meta = view.pod().getMetadata();
    this.id = meta.getName();
    this.name = PodDescriber.name(meta);
    this.facts = Map.of("image", String.valueOf(view.container().getImage()), "uid", view.uid());
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

  private ContainerEvent form(
      EventAction action, String word, Instant time, OptionalInt code, Map<String, String> more) {
    Map<String, String> attributes = new LinkedHashMap<>(facts);
    attributes.putAll(more);
    return new ContainerEvent(
        ResourceKind.CONTAINER, action, word, id, Optional.of(name), time, code, attributes);
  }
}
