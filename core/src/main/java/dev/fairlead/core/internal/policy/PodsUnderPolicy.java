package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.pod.PodFilter;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodRemoval;
import dev.fairlead.spi.pod.PodSpec;
import dev.fairlead.spi.pod.Pods;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Pods with deadlines and retries. */
public final class PodsUnderPolicy implements Pods {

  private final Pods below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public PodsUnderPolicy(Pods below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Mono<PodInfo> create(PodSpec spec, PlanMode mode) {
    return calls.repeatable("create pod " + spec.name(), below.create(spec, mode));
  }

  @Override
  public Mono<PodInfo> inspect(String pod) {
    return calls.repeatable("inspect pod " + pod, below.inspect(pod));
  }

  @Override
  public Flux<PodInfo> list(PodFilter filter) {
    return calls.repeatable("list pods", below.list(filter));
  }

  @Override
  public Mono<Void> start(String pod) {
    return calls.repeatable("start pod " + pod, below.start(pod));
  }

  @Override
  public Mono<Void> stop(String pod, Duration grace) {
    return calls.repeatable("stop pod " + pod, below.stop(pod, grace), grace);
  }

  @Override
  public Mono<Void> remove(String pod, PodRemoval removal) {
    return calls.repeatable("remove pod " + pod, below.remove(pod, removal));
  }

  @Override
  public Flux<ContainerStats> stats(String pod, StatsMode mode) {
    return calls.stream("measure pod " + pod, below.stats(pod, mode));
  }
}
