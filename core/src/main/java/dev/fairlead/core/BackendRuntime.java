package dev.fairlead.core;

import dev.fairlead.core.internal.policy.Calls;
import dev.fairlead.core.internal.policy.ContainersUnderPolicy;
import dev.fairlead.core.internal.policy.ImagesUnderPolicy;
import dev.fairlead.core.internal.policy.JobsUnderPolicy;
import dev.fairlead.core.internal.policy.NetworksUnderPolicy;
import dev.fairlead.core.internal.policy.PodsUnderPolicy;
import dev.fairlead.core.internal.policy.SystemUnderPolicy;
import dev.fairlead.core.internal.policy.VolumesUnderPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
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
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A backend with policies on top. */
final class BackendRuntime implements ContainerRuntime {

  private final Backend backend;
  private final RuntimePolicies policies;
  private final Calls calls;
  private final Containers containers;
  private final Images images;
  private final ImagePresence presence;
  private final WholeRuns wholeRuns;
  private final Scheduler timer;
  private final Cleanups cleanups = new Cleanups();

  BackendRuntime(Backend backend, RuntimePolicies policies, Scheduler timer) {
    this.backend = backend;
    this.policies = policies;
    this.timer = timer;
    this.calls = new Calls(backend.id(), policies, timer);
    this.containers = new ContainersUnderPolicy(backend.containers(), calls);
    this.images = new ImagesUnderPolicy(backend.images(), calls);
    this.presence = new ImagePresence(backend, images);
    this.wholeRuns = new WholeRuns(backend, containers, timer);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public RuntimePolicies policies() {
    return policies;
  }

  @Override
  public String id() {
    return backend.id();
  }

  @Override
  public Endpoint endpoint() {
    return backend.endpoint();
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    return calls.repeatable("plan a container of " + spec.image(), backend.plan(spec));
  }

  @Override
  public Containers containers() {
    return containers;
  }

  @Override
  public Images images() {
    return images;
  }

  @Override
  public Volumes volumes() {
    return new VolumesUnderPolicy(backend.volumes(), calls);
  }

  @Override
  public Networks networks() {
    return new NetworksUnderPolicy(backend.networks(), calls);
  }

  @Override
  public Pods pods() {
    return new PodsUnderPolicy(backend.pods(), calls);
  }

  @Override
  public IndexedJobs indexedJobs() {
    return new JobsUnderPolicy(backend.indexedJobs(), calls);
  }

  @Override
  public RuntimeSystem system() {
    return new SystemUnderPolicy(backend.system(), calls);
  }

  @Override
  public Flux<PullProgress> ensureImage(ContainerSpec spec, PullOptions options) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(options, "options");
    return presence.ensure(spec, options);
  }

  @Override
  public Mono<RunningContainer> run(RunRequest request) {
    Objects.requireNonNull(request, "request");
    return Mono.defer(
            () -> new RunAttempt(request, backend, containers, presence, timer, cleanups).run())
        .checkpoint(id() + " run " + request.spec().image());
  }

  @Override
  public Mono<RunResult> runToEnd(RunRequest request, int keptBytes) {
    return wholeRuns.run(run(request), request.spec(), keptBytes);
  }

  @Override
  public Mono<ExecResult> execToEnd(
      ContainerId container, ExecSpec spec, Duration timeout, int keptBytes) {
    return wholeRuns.exec(container, spec, timeout, keptBytes);
  }

  @Override
  public Mono<Void> close() {
    return cleanups.settled().then(backend.close());
  }

  @Override
  public String toString() {
    return "ContainerRuntime[" + id() + " at " + endpoint() + "]";
  }
}
