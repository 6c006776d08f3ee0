package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.state.PodDescriber;
import dev.fairlead.kubernetes.state.PodRun;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells of a Deployment and its pods what a runtime tells of a container. */
final class DeploymentDescriber {

  private DeploymentDescriber() {}

  static ContainerInfo of(Deployment deployment, Collection<PodView> pods) {
    Optional<PodView> current = CurrentPod.of(pods);
    ContainerInfo seen =
        PodDescriber.of(current.map(PodView::pod).orElseGet(() -> pod(deployment)));
    ObjectMeta meta = deployment.getMetadata();
    ContainerState state = state(deployment, current);
    return new ContainerInfo(
        ContainerId.of(meta.getName()),
        PodDescriber.name(meta),
        seen.image(),
        seen.imageId(),
        state,
        word(deployment, current),
        state == ContainerState.EXITED ? Optional.of(end(deployment, seen)) : seen.exit(),
        seen.health(),
        seen.command(),
        seen.tty(),
        PodRun.time(meta.getCreationTimestamp()),
        seen.startedAt(),
        seen.finishedAt(),
        seen.pid(),
        seen.restartCount(),
        PodLabels.read(meta),
        seen.ports(),
        current.isPresent() ? seen.networks() : List.of(),
        seen.mounts());
  }

  /** What a pod of it would be. */
  private static Pod pod(Deployment deployment) {
    return new PodBuilder()
        .withNewMetadataLike(deployment.getSpec().getTemplate().getMetadata())
        .withName(DeploymentStore.name(deployment))
        .endMetadata()
        .withSpec(deployment.getSpec().getTemplate().getSpec())
        .build();
  }

  private static ContainerState state(Deployment deployment, Optional<PodView> current) {
    if (deployment.getMetadata().getDeletionTimestamp() != null) {
      return ContainerState.REMOVING;
    }
    if (DeploymentStore.isStopped(deployment)) {
      return current.isPresent() ? ContainerState.STOPPING : ContainerState.EXITED;
    }
    // Where one is on its way out another one comes.
    return current
        .filter(view -> !view.deleted())
        .map(PodView::state)
        .orElse(ContainerState.RESTARTING);
  }

  private static Exit end(Deployment deployment, ContainerInfo seen) {
    return DeploymentScale.noted(deployment)
        .or(seen::exit)
        .orElseGet(() -> new Exit.Lost("its pod is gone, and nobody noted how it ended"));
  }

  private static String word(Deployment deployment, Optional<PodView> current) {
    return current
        .map(PodView::nativeState)
        .orElse(DeploymentStore.isStopped(deployment) ? "Scaled to 0" : "No pod");
  }
}
