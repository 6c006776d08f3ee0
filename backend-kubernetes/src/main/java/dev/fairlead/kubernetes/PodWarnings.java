package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.error.ContainerException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the parts of a cluster say of a pod that does not start and of the claims that it mounts, in
 * their events (v1, Event). A pod's own status does not tell that a volume cannot be mounted or
 * made. They are kept for an hour or so, and are asked for only when something failed.
 */
final class PodWarnings {

  private final ApiResource<Event, EventList> events;

  PodWarnings(ApiServer server, String namespace) {
    this.events = new Resources(server, namespace).events();
  }

  /** The last warning of a pod, or else of one of its claims; empty if there is none. */
  Mono<String> of(PodView view, String operation) {
    return last("involvedObject.uid=" + view.uid(), operation)
        .switchIfEmpty(Mono.defer(() -> ofClaims(view, operation)));
  }

  /** The last warning of a claim that a pod mounts; empty if there is none. */
  Mono<String> ofClaims(PodView view, String operation) {
    List<Volume> volumes =
        Optional.ofNullable(view.pod().getSpec().getVolumes()).orElseGet(List::of);
    return Flux.fromIterable(volumes)
        .mapNotNull(Volume::getPersistentVolumeClaim)
        .concatMap(
            claim ->
                last(
                        "involvedObject.kind=PersistentVolumeClaim,involvedObject.name="
                            + claim.getClaimName(),
                        operation)
                    .map(said -> "volume " + claim.getClaimName() + ": " + said),
            1)
        .next();
  }

  private Mono<String> last(String fields, String operation) {
    return events
        .list(new Selection("", fields + ",type=Warning"), operation)
        .sort(Comparator.comparing(PodWarnings::time))
        .takeLast(1)
        .next()
        .map(event -> event.getReason() + ": " + String.valueOf(event.getMessage()).strip())
        // What is told already says more than that this user may not see the rest.
        .onErrorResume(ContainerException.class, unseen -> Mono.empty());
  }

  private static String time(Event event) {
    return Objects.requireNonNullElse(event.getLastTimestamp(), "");
  }
}
