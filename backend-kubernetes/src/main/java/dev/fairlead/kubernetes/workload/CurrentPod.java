package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.OperationTimeoutException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which of the pods of a container is the one that is meant, while one takes the place of another.
 */
final class CurrentPod {

  private static final Comparator<PodView> BETTER =
      Comparator.comparing((PodView view) -> !view.deleted())
          .thenComparing(view -> view.state() == ContainerState.RUNNING)
          .thenComparing(view -> String.valueOf(view.pod().getMetadata().getCreationTimestamp()));

  private final DeploymentStore store;
  private final Duration patience;

  CurrentPod(DeploymentStore store, Duration patience) {
    this.store = store;
    this.patience = patience;
  }

  /** One that stays, if there is any; of those one that runs; of those the youngest. */
  static Optional<PodView> of(Collection<PodView> pods) {
    return pods.stream().max(BETTER);
  }

  /** The pod that runs, which is waited for while an old one is being replaced. */
  Mono<PodView> running(Deployment deployment, String operation) {
    String name = DeploymentStore.name(deployment);
    if (DeploymentStore.isStopped(deployment)) {
      return Mono.error(
          () ->
              new ConflictException(
                  DeploymentStore.context(name, operation).withRemedy("fairlead start " + name),
                  "the container does not run: it is scaled to 0",
                  null));
    }
    return pods(deployment, operation)
        .mapNotNull(pods -> of(pods).filter(CurrentPod::serves).orElse(null))
        .next()
        .timeout(patience)
        .onErrorMap(
            TimeoutException.class,
            late ->
                new OperationTimeoutException(
                    DeploymentStore.context(name, operation).withRemedy("fairlead inspect " + name),
                    "no pod of it runs, and none has begun to within "
                        + patience.toSeconds()
                        + " s",
                    late));
  }

  private static boolean serves(PodView view) {
    return !view.deleted() && view.state() == ContainerState.RUNNING;
  }

  /**
   * The first pod that is not on its way out; an error in the cluster's words if none can be made.
   */
  Mono<PodView> first(Deployment deployment, String operation) {
    Mono<PodView> pod =
        pods(deployment, operation)
            .mapNotNull(pods -> of(pods).filter(view -> !view.deleted()).orElse(null))
            .next();
    Mono<PodView> failure =
        store
            .watch(deployment, operation)
            .concatMapIterable(
                event -> event.object().map(CurrentPod::failures).orElseGet(List::of))
            .next()
            .flatMap(
                said ->
                    Mono.error(
                        () ->
                            new BackendFailureException(
                                DeploymentStore.context(
                                    DeploymentStore.name(deployment), operation),
                                "the cluster makes no pod for it: " + said,
                                null)));
    return Mono.firstWithSignal(pod, failure);
  }

  private static List<String> failures(Deployment deployment) {
    return deployment.getStatus() == null
        ? List.of()
        : deployment.getStatus().getConditions().stream()
            .filter(condition -> "ReplicaFailure".equals(condition.getType()))
            .filter(condition -> "True".equals(condition.getStatus()))
            .map(condition -> condition.getReason() + ": " + condition.getMessage())
            .toList();
  }

  /** All pods as they are, after each change. */
  private Flux<Collection<PodView>> pods(Deployment deployment, String operation) {
    return Flux.defer(
        () -> {
          Map<String, PodView> known = new LinkedHashMap<>();
          return store
              .watchPods(deployment, operation)
              .map(
                  event -> {
                    note(known, event);
                    return List.copyOf(known.values());
                  });
        });
  }

  private static void note(Map<String, PodView> known, WatchEvent<Pod> event) {
    event
        .object()
        .map(PodView::new)
        .ifPresent(
            view -> {
              if (event.kind() == WatchEvent.Kind.GONE) {
                known.remove(view.uid());
              } else {
                known.put(view.uid(), view);
              }
            });
  }
}
