package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.ApiResource.DeleteOptions;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.SecretMapping;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

  Mono<Void> end(Deployment deployment, String operation) {
    DeleteOptions whole =
        new DeleteOptions(
            Optional.empty(),
            Optional.of(deployment.getMetadata().getUid()),
            DeleteOptions.Dependents.FIRST);
    return store
        .deployments()
        .delete(DeploymentStore.name(deployment), whole, operation)
        .then(Mono.defer(() -> endPods(deployment, operation)))
        .then(Mono.defer(() -> gone(deployment, operation)))
        // One that its ReplicaSet made just when it was deleted.
        .then(Mono.defer(() -> endPods(deployment, operation)))
        .then(Mono.defer(() -> deleteService(deployment, operation)))
        .then(Mono.defer(() -> deleteSecrets(deployment, operation)));
  }

  /** Sooner than the cluster would, which gives each its whole grace period. */
  private Mono<Void> endPods(Deployment deployment, String operation) {
    return store.podsOf(deployment, operation).flatMap(pod -> life.end(pod, operation)).then();
  }

  private Mono<Void> gone(Deployment deployment, String operation) {
    String uid = deployment.getMetadata().getUid();
    return Mono.defer(
        () -> {
          AtomicBoolean there = new AtomicBoolean();
          return store
              .watch(deployment, operation)
              .filter(event -> isGone(event, uid, there))
              .next()
              .then();
        });
  }

  private static boolean isGone(WatchEvent<Deployment> event, String uid, AtomicBoolean there) {
    if (event.kind() == WatchEvent.Kind.SYNCED) {
      return !there.get();
    }
    boolean same = event.object().filter(one -> uid.equals(one.getMetadata().getUid())).isPresent();
    if (same && event.kind() != WatchEvent.Kind.GONE) {
      there.set(true);
    }
    return same && event.kind() == WatchEvent.Kind.GONE;
  }

  /** Collected by the cluster too, which takes its time. */
  private Mono<Void> deleteService(Deployment deployment, String operation) {
    if (deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .allMatch(container -> container.getPorts().isEmpty())) {
      return Mono.empty();
    }
    String name = Names.service(DeploymentStore.name(deployment));
    return store
        .services()
        .get(name, operation)
        .filter(found -> DeploymentStore.mark(found).equals(DeploymentStore.mark(deployment)))
        .flatMap(
            found ->
                store
                    .services()
                    .delete(
                        name,
                        new DeleteOptions(
                            Optional.empty(), Optional.of(found.getMetadata().getUid())),
                        operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  private Mono<Void> deleteSecrets(Deployment deployment, String operation) {
    return Belongings.deleteSecrets(
        store.secrets(),
        Flux.fromIterable(
            SecretMapping.of(
                DeploymentStore.name(deployment), deployment.getSpec().getTemplate().getSpec())),
        operation);
  }
}
