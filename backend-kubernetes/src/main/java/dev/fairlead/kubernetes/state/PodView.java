package dev.fairlead.kubernetes.state;

import dev.fairlead.kubernetes.mapping.PodMapping;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Health;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One pod as the container that it is: that named {@code main}, or the one that the pod itself
 * names as its default, or the first. Phases and states are those of "Pod Lifecycle" in the
 * documentation of Kubernetes.
 */
public final class PodView {

  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
  private static final int MOST = 255;
  private static final long DEFAULT_GRACE_SECONDS = 30;

  /** Ends that a kubelet or a controller made up since it did not see the real one. */
  private static final Set<String> NOT_SEEN = Set.of("ContainerStatusUnknown", "NodeLost");

  /** Ends of what never began. */
  private static final Set<String> NOT_STARTED =
      Set.of("ContainerCannotRun", "StartError", "RunContainerError");

  /** Reasons to wait with no process on the node. */
  private static final Set<String> STUCK =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ErrImageNeverPull",
          "InvalidImageName",
          "CreateContainerConfigError");

  private final Pod pod;

  /**
   * Looks at a pod.
   *
   * @param pod the pod as the server tells it
   */
  public PodView(Pod pod) {
    this.pod = pod;
  }

  /**
   * The pod.
   *
   * @return as the server told it
   */
  public Pod pod() {
    return pod;
  }

  /**
   * What tells this pod from others of the same name.
   *
   * @return its uid
   */
  public String uid() {
    return String.valueOf(pod.getMetadata().getUid());
  }

  /**
   * The container that is meant.
   *
   * @return its description
   */
  public Container container() {
    List<Container> all = pod.getSpec().getContainers();
    return named(all, PodMapping.CONTAINER)
        .or(
            () ->
                Optional.ofNullable(pod.getMetadata().getAnnotations())
                    .map(notes -> notes.get(DEFAULT_CONTAINER))
                    .flatMap(name -> named(all, name)))
        .orElseGet(() -> all.get(0));
  }

  private static Optional<Container> named(List<Container> all, String name) {
    return all.stream().filter(each -> name.equals(each.getName())).findFirst();
  }

  Optional<ContainerStatus> status() {
    String name = container().getName();
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getContainerStatuses).stream()
        .flatMap(List::stream)
        .filter(status -> name.equals(status.getName()))
        .findFirst();
  }

  Optional<ContainerStateWaiting> waiting() {
    return status().map(ContainerStatus::getState).map(state -> state.getWaiting());
  }

  /** The end of the container's last run, if it does not run now. */
  Optional<ContainerStateTerminated> terminated() {
    return status().map(ContainerStatus::getState).map(state -> state.getTerminated());
  }

  /**
   * Whether the container is at an end now.
   *
   * @return true if its last run is over and no other has begun
   */
  public boolean hasEnded() {
    return terminated().isPresent() || ended() || isOutOfSight();
  }

  /**
   * Whether a kubelet has ended and removed the container of a deleted pod before it could tell of
   * that. It then makes up an end, waits for nothing, and may leave the pod there for a minute
   * (seen on 1.20.2; {@code pkg/kubelet/kubelet_pods.go}, "could not be located when the pod was
   * deleted").
   */
  private boolean isOutOfSight() {
    return deleted()
        && waiting().isPresent()
        && lastTerminated()
            .filter(end -> NOT_SEEN.contains(String.valueOf(end.getReason())))
            .isPresent();
  }

  /**
   * Whether the container runs or ran.
   *
   * @return true if a run of it began
   */
  public boolean hasStarted() {
    return isRunning() || terminated().isPresent() || lastTerminated().isPresent();
  }

  /**
   * Whether a node may have a process of it, or start one any moment.
   *
   * @return false once it has ended, or if no node has it, or if it waits for an image
   */
  public boolean mayRun() {
    boolean placed = pod.getSpec().getNodeName() != null && !pod.getSpec().getNodeName().isEmpty();
    boolean stuck =
        waiting().map(ContainerStateWaiting::getReason).filter(STUCK::contains).isPresent();
    return placed && !hasEnded() && !stuck;
  }

  /**
   * Whether its container runs. Kubelets before 1.24 tell that a pod has failed at its deadline,
   * and nothing more of its container afterwards.
   */
  private boolean isRunning() {
    return !ended()
        && status().map(ContainerStatus::getState).map(state -> state.getRunning()).isPresent();
  }

  /**
   * The runs of the container that are still told of, the last two at most.
   *
   * @return in their order
   */
  public List<PodRun> runs() {
    List<PodRun> runs = new ArrayList<>();
    int number = restartCount();
    lastTerminated().ifPresent(end -> runs.add(PodRun.of(end, Math.max(0, number - 1))));
    terminatedRun().ifPresent(runs::add);
    if (isRunning()) {
      status()
          .ifPresent(
              status ->
                  runs.add(
                      PodRun.of(status.getState().getRunning(), status.getContainerID(), number)));
    }
    return runs;
  }

  /**
   * The run that is over, while no other has begun.
   *
   * @return the run; empty while one goes on, and where no kubelet told of its end
   */
  public Optional<PodRun> terminatedRun() {
    return terminated().map(end -> PodRun.of(end, restartCount()));
  }

  /**
   * What the readiness probe says, which stands for a health check.
   *
   * @return empty without one, and while the container does not run
   */
  public Optional<Health> health() {
    if (container().getReadinessProbe() == null) {
      return Optional.empty();
    }
    return status()
        .filter(each -> each.getState() != null && each.getState().getRunning() != null)
        .map(each -> Boolean.TRUE.equals(each.getReady()) ? Health.HEALTHY : Health.STARTING);
  }

  /** The end of the run before, where the kubelet started it again. */
  private Optional<ContainerStateTerminated> lastTerminated() {
    return status().map(ContainerStatus::getLastState).map(state -> state.getTerminated());
  }

  String phase() {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getPhase).orElse("Pending");
  }

  private boolean ended() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  /**
   * Whether the server was asked to delete it.
   *
   * @return true while it is on its way out
   */
  public boolean deleted() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /**
   * How long its processes may take to end when they are asked to.
   *
   * @return seconds; the cluster's default of 30 where the pod says nothing
   */
  public long graceSeconds() {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return seconds == null ? DEFAULT_GRACE_SECONDS : seconds;
  }

  /**
   * Where the container is in its life.
   *
   * @return the state in the words of the contract
   */
  public ContainerState state() {
    if (phase().equals("Unknown") || isLost()) {
      return ContainerState.UNKNOWN;
    }
    if (isRunning()) {
      return deleted() ? ContainerState.STOPPING : ContainerState.RUNNING;
    }
    if (deleted()) {
      return ContainerState.REMOVING;
    }
    if (ended()) {
      return ContainerState.EXITED;
    }
    if (terminated().isPresent()) {
      return restarts() ? ContainerState.RESTARTING : ContainerState.EXITED;
    }
    return lastTerminated().isPresent() ? ContainerState.RESTARTING : ContainerState.CREATED;
  }

  /** Whether its node does not answer any more: what runs there nobody knows. */
  private boolean isLost() {
    return word().equals("NodeLost");
  }

  private boolean restarts() {
    String policy = pod.getSpec().getRestartPolicy();
    return "Always".equals(policy)
        || ("OnFailure".equals(policy)
            && terminated().filter(end -> end.getExitCode() != 0).isPresent());
  }

  /**
   * The cluster's own word for that.
   *
   * @return the phase, a reason where one is told, and what the cluster says of it, for example
   *     {@code Pending (Unschedulable: 0/1 nodes are available)}
   */
  public String nativeState() {
    return new PodWords(this).whole();
  }

  /**
   * The cluster's one word for where the pod is.
   *
   * @return the reason that the status gives, such as {@code Evicted}; the phase without one
   */
  public String word() {
    return new PodWords(this).one();
  }

  /**
   * How the container ended last. Only what a kubelet saw has a code.
   *
   * @return the end; empty if it never ended
   */
  public Optional<Exit> exit() {
    Optional<ContainerStateTerminated> end = terminated().or(this::lastTerminated);
    if (end.isPresent()) {
      return Optional.of(exit(end.get()));
    }
    return ended() ? Optional.of(new Exit.Lost(unseen())) : Optional.empty();
  }

  static Exit exit(ContainerStateTerminated end) {
    int code = end.getExitCode() == null ? -1 : end.getExitCode();
    String reason = String.valueOf(end.getReason());
    String said = end.getMessage() == null ? reason : reason + ": " + end.getMessage().strip();
    if (NOT_SEEN.contains(reason) || code < 0 || code > MOST) {
      return new Exit.Lost(said);
    }
    if (NOT_STARTED.contains(reason)) {
      return new Exit.StartFailed(OptionalInt.of(code), said);
    }
    return reason.equals("OOMKilled") ? new Exit.OutOfMemory(code) : new Exit.Exited(code);
  }

  /** Why a pod ended of which no kubelet told how its container did. */
  private String unseen() {
    String reason = Optional.ofNullable(pod.getStatus().getReason()).orElse(phase());
    String message = Optional.ofNullable(pod.getStatus().getMessage()).orElse("");
    return message.isEmpty() ? reason : reason + ": " + message;
  }

  /**
   * How often the kubelet started it again.
   *
   * @return the number of restarts
   */
  public int restartCount() {
    return status().map(ContainerStatus::getRestartCount).orElse(0);
  }
}
