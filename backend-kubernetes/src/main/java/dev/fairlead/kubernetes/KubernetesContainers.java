package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.PodPlanner;
import dev.fairlead.kubernetes.metrics.PodStats;
import dev.fairlead.kubernetes.state.PodDescriber;
import dev.fairlead.kubernetes.stream.PodStreams;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
import dev.fairlead.kubernetes.workload.PodLife;
import dev.fairlead.kubernetes.workload.Workloads;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The pods and Deployments of one namespace as containers. */
final class KubernetesContainers implements Containers {

  private final PodStore store;
  private final PodStreams streams;
  private final Workloads workloads;
  private final RunStreams runs;
  private final ContainerMaking making;
  private final PodStats stats;
  private final Capabilities capabilities;
  private final PodStart starting;
  private final PodStop stopping;
  private final PodRemoval removal;
  private final PodLife life;
  private final Cleanups cleanups;

  KubernetesContainers(
      ApiServer server,
      PodStore store,
      KubernetesVolumes volumes,
      PodStats stats,
      PodPlanner planner,
      Capabilities capabilities,
      BackendOptions options,
      Cleanups cleanups,
      Clock clock) {
    this.store = store;
    this.cleanups = cleanups;
    this.streams = new PodStreams(server, store.namespace(), cleanups, options.operationTimeout());
    this.stats = stats;
    this.capabilities = capabilities;
    this.starting = new PodStart(store, options);
    this.stopping =
        new PodStop(
            store,
            streams,
            capabilities.has(Capability.EXIT_CODE_AFTER_THE_FACT)
                ? PodStop.Ending.TOLD
                : PodStop.Ending.UNTOLD,
            options);
    this.removal = new PodRemoval(store);
    this.life = new SinglePods(starting, removal, streams);
    this.workloads = new Workloads(server, volumes, life, options, clock);
    this.runs = new RunStreams(store, streams, workloads);
    this.making =
        new ContainerMaking(store, volumes, workloads, planner, starting, runs, cleanups, clock);
  }

  @Override
  public String backend() {
    return KubernetesProvider.ID;
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    return Refusal.mono(
        backend(),
        Capability.CREATE_WITHOUT_START,
        "create container " + spec.name().orElse("of " + spec.image()));
  }

  @Override
  public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    return making.launch(spec, mode);
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(options, "options");
    return making.runAttached(spec, mode, options);
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    String operation = "start container " + id;
    Mono<Void> ofPod =
        store
            .find(id, operation)
            .flatMap(
                view ->
                    view.state() == ContainerState.EXITED
                        ? Refusal.<Void>mono(backend(), Capability.START_AGAIN, operation)
                        : starting.started(view, operation).then());
    return ofPod.onErrorResume(KubernetesContainers::isNoPod, no -> workloads.start(id, operation));
  }

  /** Containers are pods; what is none may be a Deployment, which is asked for only then. */
  private static boolean isNoPod(Throwable error) {
    return error instanceof NotFoundException missing
        && missing.kind() == NotFoundException.Kind.CONTAINER;
  }

  private <T> Mono<T> inPod(ContainerId id, String operation, Function<ContainerId, Mono<T>> work) {
    return work.apply(ContainerId.of(Names.pod(id.value())))
        .onErrorResume(
            KubernetesContainers::isNoPod, no -> workloads.pod(id, operation).flatMap(work));
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "start container " + id;
    return store
        .find(id, operation)
        .flatMap(
            view -> {
              if (view.hasEnded()) {
                return Refusal.mono(backend(), Capability.START_AGAIN, operation);
              }
              return view.hasStarted()
                  ? Mono.error(() -> runs(id, operation))
                  : runs.ofNew(id, starting.started(view, operation), options, operation);
            });
  }

  private static ConflictException runs(ContainerId id, String operation) {
    return new ConflictException(
        ErrorContext.of(KubernetesProvider.ID, operation)
            .withResource(id.value())
            .withRemedy("fairlead attach " + id),
        "it runs already",
        null);
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(options, "options");
    return inPod(id, "attach to container " + id, pod -> runs.attach(pod, options));
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "read the log of container " + id;
    return options.streams().size() == StandardStream.values().length
        ? streams
            .logs(ContainerId.of(Names.pod(id.value())), options)
            .onErrorResume(
                KubernetesContainers::isNoPod, no -> workloads.logs(id, options, operation))
        : Refusal.flux(backend(), Capability.LOG_STREAMS_APART, operation);
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return inPod(id, "execute a command in container " + id, pod -> streams.exec(pod, spec));
  }

  @Override
  public Mono<PortConnection> connectPort(ContainerId id, int port) {
    return inPod(
        id, "forward port " + port + " of container " + id, pod -> streams.connectPort(pod, port));
  }

  @Override
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    Objects.requireNonNull(path, "path");
    return streams
        .copyOut(ContainerId.of(Names.pod(id.value())), path)
        .onErrorResume(
            KubernetesContainers::isNoPod,
            no ->
                workloads
                    .pod(id, "copy " + path + " from container " + id)
                    .flatMapMany(pod -> streams.copyOut(pod, path)));
  }

  @Override
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(tar, "tar");
    return inPod(id, "copy into container " + id, pod -> streams.copyIn(pod, directory, tar));
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    return stopping
        .stop(id, options)
        .onErrorResume(
            KubernetesContainers::isNoPod, no -> workloads.stop(id, "stop container " + id));
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    Objects.requireNonNull(signal, "signal");
    return Refusal.mono(
        backend(), Capability.KILL, "send " + signal.name() + " to container " + id);
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "restart container " + id;
    return workloads
        .stop(id, operation)
        .then(Mono.defer(() -> workloads.start(id, operation)))
        .onErrorResume(
            KubernetesContainers::isNoPod,
            pod -> Refusal.mono(backend(), Capability.START_AGAIN, operation));
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "remove container " + id;
    return cleanups.track(
        removal
            .remove(id, options)
            .onErrorResume(
                KubernetesContainers::isNoPod, no -> workloads.remove(id, options, operation))
            .onErrorResume(NotFoundException.class, gone -> Mono.empty()));
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    Objects.requireNonNull(mode, "mode");
    return capabilities.has(Capability.STATS)
        ? stats
            .stats(Names.pod(id.value()), mode)
            .onErrorResume(
                KubernetesContainers::isNoPod,
                no ->
                    workloads
                        .pod(id, "measure container " + id)
                        .flatMapMany(pod -> stats.stats(pod.value(), mode)))
        : Refusal.flux(backend(), Capability.STATS, "measure container " + id);
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    return list(filter)
        .filter(info -> info.state() == ContainerState.EXITED)
        // What others made, the pods of finished jobs for example, is theirs to keep.
        .filter(info -> info.labels().containsKey(Ownership.OWNER))
        .concatMap(
            info -> remove(info.id(), RemoveOptions.defaults()).thenReturn(info.id().value()), 1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    String operation = "inspect container " + id;
    return store
        .find(id, operation)
        .map(view -> PodDescriber.of(view.pod()))
        .onErrorResume(KubernetesContainers::isNoPod, no -> workloads.inspect(id, operation));
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    Selection selection = new Selection(PodLabels.selector(filter.labels()), "");
    Function<ContainerInfo, Instant> age = info -> info.createdAt().orElse(Instant.EPOCH);
    return workloads
        .list(selection, "list containers")
        .filter(filter::matches)
        .sort(Comparator.comparing(age).reversed());
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    Objects.requireNonNull(condition, "condition");
    String operation = "wait for container " + id;
    return PodExitWatch.register(store, id, condition, operation)
        .onErrorResume(
            KubernetesContainers::isNoPod, no -> workloads.watchExit(id, condition, operation));
  }

  /** The life of single pods. */
  PodLife life() {
    return life;
  }
}
