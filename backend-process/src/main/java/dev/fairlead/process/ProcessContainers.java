package dev.fairlead.process;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.transport.process.ProcessLauncher;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Local processes as containers. */
final class ProcessContainers implements Containers {

  private final ContainerStore store;
  private final SupervisorClient client;
  private final ContainerCreation creation;
  private final ContainerControl control;
  private final ContainerStart starting;
  private final ContainerLogs logs;
  private final ExecStart execs;
  private final Cleanups cleanups = new Cleanups();
  private final Closing closing = new Closing();
  private final Set<AttachedProcess> open = ConcurrentHashMap.newKeySet();

  ProcessContainers(
      ContainerStore store,
      SupervisorClient client,
      ProcessLauncher launcher,
      ProcessPlanner planner,
      BackendOptions options) {
    this.store = store;
    this.client = client;
    this.creation = new ContainerCreation(store, planner);
    this.control = new ContainerControl(store, client, options.operationTimeout());
    this.starting =
        new ContainerStart(
            client, options.find(BackendOptions.START_TIMEOUT).orElse(options.operationTimeout()));
    this.logs = new ContainerLogs(store, client);
    this.execs = new ExecStart(launcher);
  }

  @Override
  public String backend() {
    return ProcessBackendProvider.ID;
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    return uncancelled(
        guard(
            ContainerCreation.operation(spec),
            Mono.fromCallable(() -> creation.create(spec, mode))
                .subscribeOn(Schedulers.boundedElastic())));
  }

  /** Files are written whole: what is made after a cancellation is taken away again. */
  private Mono<CreateResult> uncancelled(Mono<CreateResult> create) {
    return Mono.usingWhen(
        Mono.fromSupplier(create::cache),
        running -> running,
        running -> Mono.empty(),
        (running, error) -> Mono.empty(),
        running ->
            cleanups.track(
                running
                    .filter(made -> made.outcome() == CreateResult.Outcome.CREATED)
                    .flatMap(made -> control.remove(made.id(), RemoveOptions.force()))
                    .onErrorComplete()));
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    String operation = "start container " + id;
    return guard(
        operation,
        control.find(id, operation).flatMap(container -> starting.start(operation, container)));
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "start container " + id;
    return guard(
        operation,
        control
            .find(id, operation)
            .flatMap(container -> starting.startAttached(operation, container, options))
            .map(this::tracked));
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "attach to container " + id;
    return guard(
        operation,
        control
            .findAlive(id, operation)
            .flatMap(container -> starting.attach(operation, container, options))
            .map(this::tracked));
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    return guard("stop container " + id, control.stop(id, options));
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    Objects.requireNonNull(signal, "signal");
    String operation = "send " + signal.name() + " to container " + id;
    return guard(operation, control.act(id, operation, "signal " + signal.number()));
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    return stop(id, options).then(start(id));
  }

  @Override
  public Mono<Void> pause(ContainerId id) {
    String operation = "pause container " + id;
    return guard(operation, control.act(id, operation, "pause"));
  }

  @Override
  public Mono<Void> unpause(ContainerId id) {
    String operation = "unpause container " + id;
    return guard(operation, control.act(id, operation, "unpause"));
  }

  @Override
  public Mono<Void> rename(ContainerId id, String name) {
    ContainerId target = ContainerId.of(name);
    String operation = "rename container " + id + " to " + target;
    return guard(
        operation,
        control
            .find(id, operation)
            .flatMap(
                container ->
                    Mono.fromCallable(() -> store.rename(container.id(), name))
                        .subscribeOn(Schedulers.boundedElastic()))
            .flatMap(
                done ->
                    done
                        ? Mono.<Void>empty()
                        : Mono.error(
                            ProcessErrors.conflict(
                                operation, name, "the name is in use", "another name"))));
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    Objects.requireNonNull(options, "options");
    return guard("remove container " + id, cleanups.track(control.remove(id, options)));
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    return list(filter)
        .filter(
            info -> info.state() == ContainerState.CREATED || info.state() == ContainerState.EXITED)
        .concatMap(
            info -> remove(info.id(), RemoveOptions.defaults()).thenReturn(info.id().value()), 1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    String operation = "inspect container " + id;
    return guard(operation, control.find(id, operation).map(StoredContainer::info));
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    return guard(
        "list containers",
        Mono.fromCallable(store::list)
            .subscribeOn(Schedulers.boundedElastic())
            .flatMapIterable(found -> found)
            .filter(filter::matches));
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    Objects.requireNonNull(condition, "condition");
    String operation = "wait for container " + id;
    return guard(
            operation,
            control
                .find(id, operation)
                .flatMap(found -> watch(operation, found.id(), id, condition)))
        // Handed over already, but to somebody who has left in that moment.
        .doOnDiscard(StoredExitWatch.class, StoredExitWatch::drop);
  }

  /** Looks again after the files are open: what ends from then on is seen in them. */
  private Mono<ExitWatch> watch(
      String operation, String whole, ContainerId id, WaitCondition condition) {
    return RunFiles.handedTo(
        store.home().container(whole),
        () -> ProcessErrors.noContainer(operation, id),
        files ->
            Mono.fromCallable(() -> store.load(whole))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(Mono.error(() -> ProcessErrors.noContainer(operation, id)))
                .<ExitWatch>map(
                    container ->
                        new StoredExitWatch(
                            operation, store, client, container, files, condition)));
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "read the log of container " + id;
    if (options.run() == LogOptions.Run.PREVIOUS) {
      return Refusal.flux(backend(), Capability.LOG_PREVIOUS, operation);
    }
    return guard(
        operation,
        control.find(id, operation).flatMapMany(container -> logs.read(container, options)));
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    Objects.requireNonNull(spec, "spec");
    String operation = "execute " + spec.command().get(0) + " in container " + id;
    if (spec.tty()) {
      return Refusal.mono(backend(), Capability.EXEC_TTY, operation);
    }
    if (spec.user().isPresent()) {
      return Refusal.mono(backend(), Capability.EXEC_USER, operation);
    }
    if (spec.privileged()) {
      return Refusal.mono(backend(), Capability.EXEC_PRIVILEGED, operation);
    }
    return guard(
        operation,
        control
            .findAlive(id, operation)
            .flatMap(
                container ->
                    container.state() == ContainerState.PAUSED
                        ? Mono.error(
                            ProcessErrors.conflict(
                                operation,
                                container.record().name(),
                                "it is paused",
                                "fairlead unpause " + container.record().name()))
                        : execs.exec(operation, container, spec))
            .map(this::tracked));
  }

  /** Ends whatever is under way once removals are done, and refuses what comes later. */
  Mono<Void> close() {
    return cleanups.settled().then(Mono.defer(this::closeNow));
  }

  private Mono<Void> closeNow() {
    closing.close();
    return Flux.fromIterable(List.copyOf(open)).flatMap(AttachedProcess::close).then();
  }

  private AttachedProcess tracked(AttachedProcess process) {
    TrackedProcess tracked = new TrackedProcess(process, open);
    open.add(tracked);
    return tracked;
  }

  private <T> Mono<T> guard(String operation, Mono<T> call) {
    return closing
        .endedBy(() -> ProcessErrors.closed(operation), call)
        .onErrorMap(error -> ProcessErrors.map(operation, error));
  }

  private <T> Flux<T> guard(String operation, Flux<T> call) {
    return closing
        .endedBy(() -> ProcessErrors.closed(operation), call)
        .onErrorMap(error -> ProcessErrors.map(operation, error));
  }
}
