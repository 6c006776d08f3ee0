package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.PodCreation.Made;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.PodPlanner;
import dev.fairlead.kubernetes.metrics.PodStats;
import dev.fairlead.kubernetes.state.PodDescriber;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.stream.PodStreams;
import dev.fairlead.kubernetes.volume.KubernetesVolumes;
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
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The pods of one namespace as containers. */
final class KubernetesContainers implements Containers {

  private final PodStore store;
  private final PodStreams streams;
  private final RunStreams runs;
  private final KubernetesVolumes volumes;
  private final PodStats stats;
  private final Capabilities capabilities;
  private final PodPlanner planner;
  private final PodStart starting;
  private final PodStop stopping;
  private final PodRemoval removal;
  private final Clock clock;
  private final Cleanups cleanups = new Cleanups();

  KubernetesContainers(
      ApiServer server,
      PodStore store,
      KubernetesVolumes volumes,
      PodStats stats,
      PodPlanner planner,
      Capabilities capabilities,
      BackendOptions options,
      Clock clock) {
    this.store = store;
    this.streams = new PodStreams(server, store.namespace(), cleanups, options.operationTimeout());
    this.runs = new RunStreams(store, streams);
    this.volumes = volumes;
    this.stats = stats;
    this.capabilities = capabilities;
    this.planner = planner;
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
    this.clock = clock;
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
        backend(), Capability.CREATE_WITHOUT_START, "create container " + shown(spec));
  }

  @Override
  public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    return made(
        spec,
        mode,
        (creation, operation) ->
            creation
                .made()
                .flatMap(made -> begun(made, operation).map(view -> result(view, made.outcome()))));
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(options, "options");
    return made(
        spec,
        mode,
        (creation, operation) ->
            creation.made().flatMap(made -> attached(creation, made, options, operation)));
  }

  private Mono<AttachedContainer> attached(
      PodCreation creation, Made made, AttachOptions options, String operation) {
    ContainerId id = ContainerId.of(creation.name());
    return made.outcome() == CreateResult.Outcome.EXISTED
        ? Mono.error(() -> creation.taken("the name is in use"))
        : runs.ofNew(id, starting.started(made.view(), operation), options, operation)
            .map(process -> new AttachedContainer(id, process, List.of()));
  }

  /** What exists is waited for; what has ended cannot be started again. */
  private Mono<PodView> begun(Made made, String operation) {
    return made.outcome() == CreateResult.Outcome.EXISTED && made.view().hasEnded()
        ? Refusal.mono(backend(), Capability.START_AGAIN, operation)
        : starting.started(made.view(), operation);
  }

  private static CreateResult result(PodView view, CreateResult.Outcome outcome) {
    return new CreateResult(ContainerId.of(view.pod().getMetadata().getName()), outcome, List.of());
  }

  /** What is done with a pod that is being made. */
  private interface Rest<T> {
    Mono<T> of(PodCreation creation, String operation);
  }

  /** Makes a pod for something, and takes it back unless that goes well. */
  private <T> Mono<T> made(ContainerSpec spec, PlanMode mode, Rest<T> rest) {
    String operation = "run container " + shown(spec);
    return Mono.defer(
        () -> {
          planner.require(spec, mode);
          AtomicBoolean whole = new AtomicBoolean();
          return Mono.usingWhen(
              Mono.fromSupplier(() -> new PodCreation(store, volumes, spec, clock, operation)),
              creation -> rest.of(creation, operation).doOnNext(value -> whole.set(true)),
              creation -> Mono.<Void>empty(),
              (creation, error) -> takenBack(creation, error),
              creation -> whole.get() ? Mono.empty() : cleanups.track(creation.takeBack()));
        });
  }

  private Mono<Void> takenBack(PodCreation creation, Throwable cause) {
    // The first error tells more than that its consequences could not be mended.
    return cleanups
        .track(creation.takeBack())
        .onErrorResume(
            error -> {
              cause.addSuppressed(error);
              return Mono.empty();
            });
  }

  private static String shown(ContainerSpec spec) {
    return spec.name().orElse("of " + spec.image());
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    String operation = "start container " + id;
    return store
        .find(id, operation)
        .flatMap(
            view ->
                view.hasEnded()
                    ? Refusal.<Void>mono(backend(), Capability.START_AGAIN, operation)
                    : starting.started(view, operation).then());
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
    return runs.attach(pod(id), options);
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    Objects.requireNonNull(options, "options");
    return options.streams().size() == StandardStream.values().length
        ? streams.logs(pod(id), options)
        : Refusal.flux(backend(), Capability.LOG_STREAMS_APART, "read the log of container " + id);
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return streams.exec(pod(id), spec);
  }

  @Override
  public Mono<PortConnection> connectPort(ContainerId id, int port) {
    return streams.connectPort(pod(id), port);
  }

  @Override
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    Objects.requireNonNull(path, "path");
    return streams.copyOut(pod(id), path);
  }

  @Override
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(tar, "tar");
    return streams.copyIn(pod(id), directory, tar);
  }

  /** Names of containers are names of pods, or lead to them. */
  private static ContainerId pod(ContainerId id) {
    return ContainerId.of(Names.pod(id.value()));
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    return stopping.stop(id, options);
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
    return Refusal.mono(backend(), Capability.START_AGAIN, "restart container " + id);
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    Objects.requireNonNull(options, "options");
    return cleanups.track(removal.remove(id, options));
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    Objects.requireNonNull(mode, "mode");
    return capabilities.has(Capability.STATS)
        ? stats.stats(pod(id).value(), mode)
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
    return store.find(id, "inspect container " + id).map(view -> PodDescriber.of(view.pod()));
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    Selection selection = new Selection(PodLabels.selector(filter.labels()), "");
    Function<ContainerInfo, Instant> age = info -> info.createdAt().orElse(Instant.EPOCH);
    return store
        .pods()
        .list(selection, "list containers")
        .map(PodDescriber::of)
        .filter(filter::matches)
        .sort(Comparator.comparing(age).reversed());
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    Objects.requireNonNull(condition, "condition");
    return PodExitWatch.register(store, id, condition, "wait for container " + id);
  }

  /** Waits for what is still being taken back. */
  Mono<Void> settled() {
    return cleanups.settled();
  }
}
