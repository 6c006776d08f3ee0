package dev.fairlead.kubernetes.stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * What streams have to know of a pod.
 *
 * @param uid tells the pod from others that had or will have its name
 * @param container name of the container that is meant
 * @param run tells one run of the container from others; empty before the first
 * @param ranBefore whether there was a run before this one
 * @param stage where the container is in its life
 * @param word the cluster's word for that
 * @param tty whether it has a terminal
 */
record PodFacts(
    String uid,
    String container,
    Optional<String> run,
    boolean ranBefore,
    Stage stage,
    String word,
    boolean tty) {

  /** The container that Fairlead's pods have. */
  private static final String MAIN = "main";

  /** Where a container is in its life. */
  enum Stage {
    /** It has not run yet, or is about to run again. */
    WAITING,
    /** It runs. */
    RUNNING,
    /** It has ended for good. */
    ENDED
  }

  boolean runs() {
    return stage == Stage.RUNNING;
  }

  static PodFacts of(Pod pod) {
    List<Container> all = pod.getSpec().getContainers();
    Container container =
        all.stream().filter(one -> MAIN.equals(one.getName())).findFirst().orElse(all.get(0));
    Optional<ContainerStatus> status =
        Optional.ofNullable(pod.getStatus()).stream()
            .flatMap(known -> known.getContainerStatuses().stream())
            .filter(one -> container.getName().equals(one.getName()))
            .findFirst();
    String phase =
        Optional.ofNullable(pod.getStatus()).map(known -> known.getPhase()).orElse("Pending");
    boolean over = phase.equals("Succeeded") || phase.equals("Failed");
    Optional<ContainerState> state = status.map(ContainerStatus::getState);
    boolean ended = state.filter(now -> now.getTerminated() != null).isPresent();
    boolean running = state.filter(now -> now.getRunning() != null).isPresent();
    boolean ranBefore =
        status
            .map(ContainerStatus::getLastState)
            .filter(last -> last.getTerminated() != null)
            .isPresent();
    // What is being deleted is not started again, whatever its policy is; a kubelet may have
    // removed
    // it before it could tell of its end.
    boolean deleted = pod.getMetadata().getDeletionTimestamp() != null;
    boolean restarts = !"Never".equals(pod.getSpec().getRestartPolicy()) && !deleted;
    Stage stage =
        over || (ended && !restarts) || (deleted && !running && ranBefore)
            ? Stage.ENDED
            : running ? Stage.RUNNING : Stage.WAITING;
    String word =
        state
            .map(ContainerState::getWaiting)
            .map(waiting -> waiting.getReason())
            .orElse(ended ? "Terminated" : phase);
    return new PodFacts(
        pod.getMetadata().getUid(),
        container.getName(),
        status.map(ContainerStatus::getContainerID).filter(id -> !id.isEmpty()),
        ranBefore,
        stage,
        word,
        Boolean.TRUE.equals(container.getTty()));
  }
}
