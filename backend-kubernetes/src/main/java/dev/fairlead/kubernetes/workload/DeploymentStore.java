package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.mapping.DeploymentMapping;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The Deployments of one namespace that are containers, with all that belongs to them. */
final class DeploymentStore {

  static final String BACKEND = "kubernetes";

  private final Resources resources;

  DeploymentStore(ApiServer server, String namespace) {
    this.resources = new Resources(server, namespace);
  }

  Resources resources() {
    return resources;
  }

  /**
   * The Deployment of a container; a {@link NotFoundException} if none is. Those that others made
   * are not ours to tell of, and a user who may not read any has none.
   */
  Mono<Deployment> find(ContainerId id, String operation) {
    return resources
        .deployments()
        .get(Names.pod(id.value()), operation)
        .onErrorResume(AccessDeniedException.class, forbidden -> Mono.empty())
        .onErrorResume(NotFoundException.class, missing -> Mono.empty())
        .filter(DeploymentStore::isOurs)
        .switchIfEmpty(Mono.error(() -> missing(id, operation)));
  }

  /** All that are containers; none for a user who may not read any. */
  Flux<Deployment> list(Selection selection, String operation) {
    return resources
        .deployments()
        .list(selection, operation)
        .onErrorResume(AccessDeniedException.class, forbidden -> Flux.empty())
        .filter(DeploymentStore::isOurs);
  }

  static boolean isOurs(Deployment deployment) {
    return mark(deployment).isPresent();
  }

  /** Which container a pod or a Deployment is of; empty for what is none of ours. */
  static Optional<String> mark(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(all -> all.get(DeploymentMapping.SELECTOR));
  }

  /** The pods of a container, and its replica sets. */
  static Selection partsOf(Deployment deployment) {
    return new Selection(DeploymentMapping.SELECTOR + "=" + mark(deployment).orElseThrow(), "");
  }

  Flux<PodView> podsOf(Deployment deployment, String operation) {
    return resources.pods().list(partsOf(deployment), operation).map(PodView::new);
  }

  Flux<WatchEvent<Pod>> watchPods(Deployment deployment, String operation) {
    return resources.pods().watch(partsOf(deployment), operation);
  }

  Flux<WatchEvent<Deployment>> watch(Deployment deployment, String operation) {
    return resources.deployments().watch(Selection.named(name(deployment)), operation);
  }

  static String name(Deployment deployment) {
    return deployment.getMetadata().getName();
  }

  static boolean isStopped(Deployment deployment) {
    Integer replicas = deployment.getSpec().getReplicas();
    return replicas != null && replicas == 0;
  }

  static ErrorContext context(String name, String operation) {
    return ErrorContext.of(BACKEND, operation).withResource(name);
  }

  private static NotFoundException missing(ContainerId id, String operation) {
    return new NotFoundException(
        NotFoundException.Kind.CONTAINER,
        context(id.value(), operation).withNativeCode("HTTP 404").withRemedy("fairlead ps -a"),
        "there is no pod for container " + id + ", nor a Deployment that this user may see",
        null);
  }
}
