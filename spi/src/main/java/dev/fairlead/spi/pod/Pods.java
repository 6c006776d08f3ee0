package dev.fairlead.spi.pod;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.StatsMode;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The pods of one runtime: containers that share namespaces and live together. All operations need
 * {@link Capability#PODS}; they are cold, and safe for concurrent use.
 */
public interface Pods {

  /**
   * The backend that these pods belong to.
   *
   * @return its id
   */
  String backend();

  /**
   * Makes a pod with its containers and starts nothing, or returns the pod that exists with the
   * same specification. When one of the containers cannot be made, nothing is left behind.
   *
   * @param spec what it is to be
   * @param mode what happens to wishes that the runtime cannot fulfil
   * @return the pod. Signals {@link dev.fairlead.spi.error.ConflictException} naming the differing
   *     fields when the name exists with another specification
   */
  default Mono<PodInfo> create(PodSpec spec, PlanMode mode) {
    return Refusal.mono(backend(), Capability.PODS, "create pod " + spec.name());
  }

  /**
   * Looks at one pod.
   *
   * @param pod its name or id
   * @return the pod. Signals {@link dev.fairlead.spi.error.NotFoundException} when it does not
   *     exist
   */
  default Mono<PodInfo> inspect(String pod) {
    return Refusal.mono(backend(), Capability.PODS, "inspect pod " + pod);
  }

  /**
   * Lists pods.
   *
   * @param filter which ones
   * @return the pods, in no special order
   */
  default Flux<PodInfo> list(PodFilter filter) {
    return Refusal.flux(backend(), Capability.PODS, "list pods");
  }

  /**
   * Starts all containers of a pod.
   *
   * @param pod its name or id
   * @return completes when they run, also when they ran before
   */
  default Mono<Void> start(String pod) {
    return Refusal.mono(backend(), Capability.PODS, "start pod " + pod);
  }

  /**
   * Stops all containers of a pod: by signal, and after the grace period by killing them.
   *
   * @param pod its name or id
   * @param grace how long they have to end; zero to kill at once
   * @return completes when none runs, also when none ran before
   */
  default Mono<Void> stop(String pod, Duration grace) {
    return Refusal.mono(backend(), Capability.PODS, "stop pod " + pod);
  }

  /**
   * Removes a pod with its containers.
   *
   * @param pod its name or id
   * @param removal what happens when its containers run
   * @return completes when it is gone, also when it was gone before. Signals {@link
   *     dev.fairlead.spi.error.ConflictException} when containers run and removal is {@link
   *     PodRemoval#IF_STOPPED}
   */
  default Mono<Void> remove(String pod, PodRemoval removal) {
    return Refusal.mono(backend(), Capability.PODS, "remove pod " + pod);
  }

  /**
   * What the containers of a pod use.
   *
   * @param pod its name or id
   * @param mode one round of samples, or samples as time goes on
   * @return the samples of all its containers
   */
  default Flux<ContainerStats> stats(String pod, StatsMode mode) {
    return Refusal.flux(backend(), Capability.PODS, "measure pod " + pod);
  }

  /**
   * The pods of a backend that has none.
   *
   * @param backend its id
   * @return refuses every operation
   */
  static Pods unsupported(String backend) {
    Objects.requireNonNull(backend, "backend");
    return () -> backend;
  }
}
