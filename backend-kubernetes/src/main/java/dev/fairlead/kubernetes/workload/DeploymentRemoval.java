package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes a Deployment with all that belongs to it, and waits until all of that is gone. */
final class DeploymentRemoval {

  private final DeploymentStore store;
  private final PodLife life;

  DeploymentRemoval(DeploymentStore store, PodLife life) {
    this.store = store;
    this.life = life;
  }

  /**
   * From above to below, so that nothing makes anew what was deleted. The cluster would do it in
   * either order, and was seen to take a quarter of a minute for it.
   */
  Mono<Void> end(Deployment deployment, String operation) {
    return store
        .podsOf(deployment, operation)
        .collectList()
        .flatMap(
            pods ->
                store
                    .resources()
                    .deployments()
                    .delete(DeploymentStore.name(deployment), only(deployment), operation)
                    .then(Mono.defer(() -> deleteReplicaSets(deployment, operation)))
                    // Right behind it: the cluster would give them their whole grace period.
                    .then(Mono.defer(() -> end(Flux.fromIterable(pods), operation))))
        // One that a controller was about to make just then.
        .then(Mono.defer(() -> end(store.podsOf(deployment, operation), operation)))
        .then(Mono.defer(() -> deleteService(deployment, operation)))
        .then(Mono.defer(() -> deleteSecrets(deployment, operation)));
  }

  private static DeleteOptions only(HasMetadata object) {
    return new DeleteOptions(Optional.empty(), Optional.of(object.getMetadata().getUid()));
  }

  private Mono<Void> deleteReplicaSets(Deployment deployment, String operation) {
    return store
        .resources()
        .replicaSets()
        .list(DeploymentStore.partsOf(deployment), operation)
        .concatMap(
            set ->
                store
                    .resources()
                    .replicaSets()
                    .delete(set.getMetadata().getName(), only(set), operation))
        .then();
  }

  private Mono<Void> end(Flux<PodView> pods, String operation) {
    return pods.flatMap(pod -> life.end(pod, operation)).then();
  }

  /** Collected by the cluster too, which takes its time. */
  private Mono<Void> deleteService(Deployment deployment, String operation) {
    if (deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .allMatch(container -> container.getPorts().isEmpty())) {
      return Mono.empty();
    }
    String name = Names.service(DeploymentStore.name(deployment));
    return store
        .resources()
        .services()
        .get(name, operation)
        .filter(found -> DeploymentStore.mark(found).equals(DeploymentStore.mark(deployment)))
        .flatMap(found -> store.resources().services().delete(name, only(found), operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  private Mono<Void> deleteSecrets(Deployment deployment, String operation) {
    return Belongings.deleteSecrets(
        store.resources().secrets(),
        Flux.fromIterable(
            SecretMapping.of(
                DeploymentStore.name(deployment), deployment.getSpec().getTemplate().getSpec())),
        operation);
  }
}
