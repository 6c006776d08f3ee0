package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The pods of one namespace, by the names and ids of their containers. */
final class PodStore {

  private final String namespace;
  private final ApiResource<Pod, PodList> pods;
  private final ApiResource<Secret, SecretList> secrets;
  private final PodWarnings warnings;

  PodStore(ApiServer server, String namespace) {
    Resources resources = new Resources(server, namespace);
    this.namespace = namespace;
    this.pods = resources.pods();
    this.secrets = resources.secrets();
    this.warnings = new PodWarnings(server, namespace);
  }

  PodWarnings warnings() {
    return warnings;
  }

  String namespace() {
    return namespace;
  }

  ApiResource<Pod, PodList> pods() {
    return pods;
  }

  ApiResource<Secret, SecretList> secrets() {
    return secrets;
  }

  /** The pod of a container; a {@link NotFoundException} that names the container if none is. */
  Mono<PodView> find(ContainerId id, String operation) {
    return pods.get(Names.pod(id.value()), operation)
        .map(PodView::new)
        .onErrorMap(NotFoundException.class, missing -> missing(id, operation));
  }

  static NotFoundException missing(ContainerId id, String operation) {
    return new NotFoundException(
        NotFoundException.Kind.CONTAINER,
        ErrorContext.of(KubernetesProvider.ID, operation)
            .withResource(id.value())
            .withNativeCode("HTTP 404")
            .withRemedy("fairlead ps -a"),
        "there is no pod for container " + id,
        null);
  }

  /** The pod as it is, and what becomes of it. */
  Flux<WatchEvent<Pod>> watch(ContainerId id, String operation) {
    return pods.watch(Selection.named(Names.pod(id.value())), operation);
  }

  /** Asks for the end of one pod, and of no other of its name. */
  Mono<Void> delete(PodView view, long graceSeconds, String operation) {
    return pods.delete(
        view.pod().getMetadata().getName(),
        new DeleteOptions(Optional.of(graceSeconds), Optional.of(view.uid())),
        operation);
  }

  /** Waits until a pod is gone from the server. */
  Mono<Void> gone(PodView view, String operation) {
    return pods.gone(view.pod().getMetadata().getName(), view.uid(), operation);
  }

  /** Waits until nothing of a pod runs any more. */
  Mono<Void> ended(PodView view, String operation) {
    return sights(view, operation)
        .filter(sight -> sight == Sight.GONE || sight == Sight.ENDED)
        .next()
        .then();
  }

  private Flux<Sight> sights(PodView view, String operation) {
    return watch(ContainerId.of(view.pod().getMetadata().getName()), operation)
        .scan(Sight.NOTHING, (sight, event) -> sight.after(event, view.uid()));
  }

  /** What a watch has seen of one pod. */
  private enum Sight {
    NOTHING,
    THERE,
    ENDED,
    GONE;

    Sight after(WatchEvent<Pod> event, String uid) {
      if (event.kind() == WatchEvent.Kind.SYNCED) {
        return this == NOTHING ? GONE : this;
      }
      Optional<Pod> same = event.object().filter(pod -> uid.equals(pod.getMetadata().getUid()));
      if (same.isEmpty()) {
        return this;
      }
      if (event.kind() == WatchEvent.Kind.GONE) {
        return GONE;
      }
      return new PodView(same.get()).hasEnded() ? ENDED : THERE;
    }
  }
}
