package dev.fairlead.jobs.internal.foreground;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.ExecResult;
import dev.fairlead.core.RunRequest;
import dev.fairlead.core.RunResult;
import dev.fairlead.core.RunningContainer;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A runtime without {@link Capability#DETACH}, seen by a client that stays attached to what it
 * starts: so containers run to their ends as elsewhere, and how they ended is known, as long as
 * this client is there.
 */
public final class ForegroundRuntime implements ContainerRuntime {

  private final ContainerRuntime below;
  private final Containers containers;

  private ForegroundRuntime(ContainerRuntime below, Scheduler timer, Cleanups cleanups) {
    this.below = below;
    this.containers = new ForegroundContainers(below.containers(), timer, cleanups);
  }

  /**
   * What jobs are to start their containers on.
   *
   * @param runtime the runtime
   * @param timer tells the time
   * @param cleanups where it is waited for that what has ended is let go of
   * @return the same, where containers run without a client or cannot be attached to
   */
  public static ContainerRuntime over(
      ContainerRuntime runtime, Scheduler timer, Cleanups cleanups) {
    return needed(runtime.capabilities())
        ? new ForegroundRuntime(runtime, timer, cleanups)
        : runtime;
  }

  private static boolean needed(Capabilities capabilities) {
    return !capabilities.has(Capability.DETACH)
        && capabilities.has(Capability.ATTACH)
        && capabilities.has(Capability.CREATE_WITHOUT_START);
  }

  @Override
  public Containers containers() {
    return containers;
  }

  @Override
  public String id() {
    return below.id();
  }

  @Override
  public Endpoint endpoint() {
    return below.endpoint();
  }

  @Override
  public Capabilities capabilities() {
    return below.capabilities();
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    return below.plan(spec);
  }

  @Override
  public Images images() {
    return below.images();
  }

  @Override
  public Volumes volumes() {
    return below.volumes();
  }

  @Override
  public Networks networks() {
    return below.networks();
  }

  @Override
  public Pods pods() {
    return below.pods();
  }

  @Override
  public IndexedJobs indexedJobs() {
    return below.indexedJobs();
  }

  @Override
  public RuntimeSystem system() {
    return below.system();
  }

  @Override
  public Backend backend() {
    return below.backend();
  }

  @Override
  public RuntimePolicies policies() {
    return below.policies();
  }

  @Override
  public Flux<PullProgress> ensureImage(ContainerSpec spec, PullOptions options) {
    return below.ensureImage(spec, options);
  }

  @Override
  public Mono<RunningContainer> run(RunRequest request) {
    return below.run(request);
  }

  @Override
  public Mono<RunResult> runToEnd(RunRequest request, int keptBytes) {
    return below.runToEnd(request, keptBytes);
  }

  @Override
  public Mono<ExecResult> execToEnd(
      ContainerId container, ExecSpec spec, Duration timeout, int keptBytes) {
    return below.execToEnd(container, spec, timeout, keptBytes);
  }

  @Override
  public Mono<Void> close() {
    return below.close();
  }
}
