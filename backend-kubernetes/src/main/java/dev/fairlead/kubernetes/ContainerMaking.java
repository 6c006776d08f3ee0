package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.mapping.DeploymentMapping;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodPlanner;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.workload.Creation;
import dev.fairlead.kubernetes.workload.Creation.Made;
import dev.fairlead.kubernetes.workload.Workloads;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Makes containers, as pods or Deployments, and takes them back unless all goes well. */
final class ContainerMaking {

  private final PodStore store;
  private final KubernetesVolumes volumes;
  private final Workloads workloads;
  private final PodPlanner planner;
  private final PodStart starting;
  private final RunStreams runs;
  private final Cleanups cleanups;
  private final Clock clock;

  ContainerMaking(
      PodStore store,
      KubernetesVolumes volumes,
      Workloads workloads,
      PodPlanner planner,
      PodStart starting,
      RunStreams runs,
      Cleanups cleanups,
      Clock clock) {
    this.store = store;
    this.volumes = volumes;
    this.workloads = workloads;
    this.planner = planner;
    this.starting = starting;
    this.runs = runs;
    this.cleanups = cleanups;
    this.clock = clock;
  }

  Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    return made(
        spec,
        mode,
        (creation, operation) ->
            creation
                .made()
                .flatMap(
                    made ->
                        begun(made, operation)
                            .map(
                                view ->
                                    new CreateResult(
                                        ContainerId.of(creation.name()),
                                        made.outcome(),
                                        warnings(spec, creation.name())))));
  }

  /** Nobody of this machine listens for a container in the background. */
  private static List<String> warnings(ContainerSpec spec, String name) {
    return DeploymentMapping.isAskedFor(spec) && !spec.networking().ports().isEmpty()
        ? List.of(
            "the ports are those of Service "
                + Names.service(name)
                + " in the cluster; fairlead port-forward "
                + name
                + " listens for them here")
        : List.of();
  }

  Mono<AttachedContainer> runAttached(ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return made(
        spec,
        mode,
        (creation, operation) ->
            creation.made().flatMap(made -> attached(spec, creation, made, options, operation)));
  }

  private Mono<AttachedContainer> attached(
      ContainerSpec spec, Creation creation, Made made, AttachOptions options, String operation) {
    if (made.outcome() == CreateResult.Outcome.EXISTED) {
      return Mono.error(() -> creation.taken("the name is in use"));
    }
    ContainerId id = ContainerId.of(creation.name());
    Mono<PodView> started = starting.started(made.view(), operation);
    // A terminal and an input belong to one process, and end with that.
    boolean oneProcess = spec.process().tty() || options.writes();
    return (DeploymentMapping.isAskedFor(spec) && !oneProcess
            ? runs.ofWorkload(id, started, operation)
            : runs.ofNew(
                ContainerId.of(made.view().pod().getMetadata().getName()),
                started,
                options,
                operation))
        .map(process -> new AttachedContainer(id, process, List.of()));
  }

  /** What exists is waited for; what has ended cannot be started again. */
  private Mono<PodView> begun(Made made, String operation) {
    return made.outcome() == CreateResult.Outcome.EXISTED
            && made.view().state() == ContainerState.EXITED
        ? Refusal.mono(KubernetesProvider.ID, Capability.START_AGAIN, operation)
        : starting.started(made.view(), operation);
  }

  /** What is done with what is being made. */
  private interface Rest<T> {
    Mono<T> of(Creation creation, String operation);
  }

  private <T> Mono<T> made(ContainerSpec spec, PlanMode mode, Rest<T> rest) {
    String operation = "run container " + spec.name().orElse("of " + spec.image());
    return Mono.defer(
        () -> {
          planner.require(spec, mode);
          AtomicBoolean whole = new AtomicBoolean();
          return Mono.usingWhen(
              Mono.fromSupplier(() -> creation(spec, operation)),
              creation ->
                  free(spec, creation, operation)
                      .then(Mono.defer(() -> rest.of(creation, operation)))
                      .doOnNext(value -> whole.set(true)),
              creation -> Mono.<Void>empty(),
              (creation, error) -> takenBack(creation, error),
              creation -> whole.get() ? Mono.empty() : cleanups.track(creation.takeBack()));
        });
  }

  private Creation creation(ContainerSpec spec, String operation) {
    return DeploymentMapping.isAskedFor(spec)
        ? workloads.creation(spec, operation)
        : new PodCreation(store, volumes, spec, clock, operation);
  }

  /** A pod may have the name of a Deployment, and two containers may not have one name. */
  private Mono<Void> free(ContainerSpec spec, Creation creation, String operation) {
    return spec.name().isEmpty() || DeploymentMapping.isAskedFor(spec)
        ? Mono.empty()
        : workloads
            .has(creation.name(), operation)
            .flatMap(
                taken ->
                    taken
                        ? Mono.error(() -> creation.taken("a Deployment has that name"))
                        : Mono.empty());
  }

  private Mono<Void> takenBack(Creation creation, Throwable cause) {
    // The first error tells more than that its consequences could not be mended.
    return cleanups
        .track(creation.takeBack())
        .onErrorResume(
            error -> {
              cause.addSuppressed(error);
              return Mono.empty();
            });
  }
}
