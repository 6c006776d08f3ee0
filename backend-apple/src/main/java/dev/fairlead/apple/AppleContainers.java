package dev.fairlead.apple;

import dev.fairlead.apple.log.ContainerLogs;
import dev.fairlead.apple.log.LogRefusals;
import dev.fairlead.apple.making.Creation;
import dev.fairlead.apple.process.Execution;
import dev.fairlead.apple.process.GuardedWatch;
import dev.fairlead.apple.process.OpenProcess;
import dev.fairlead.apple.process.RunWatch;
import dev.fairlead.apple.process.Runs;
import dev.fairlead.apple.process.Starting;
import dev.fairlead.apple.process.StatsReader;
import dev.fairlead.apple.process.Stopping;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.Closing;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.BackendOptions;
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
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Containers of Apple's program. */
final class AppleContainers implements Containers {

  /** A virtual machine boots first, and the program itself waits without a limit. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  private static final int OTHER_PORTS = 3;

  private final Program program;
  private final Snapshots snapshots;
  private final Runs runs = new Runs();
  private final Cleanups cleanups;
  private final Closing closing;
  private final Creation creation;
  private final Starting starting;
  private final Stopping stopping;
  private final Execution execution;
  private final ContainerLogs logs;
  private final StatsReader stats;
  private final Set<AttachedProcess> open = ConcurrentHashMap.newKeySet();

  AppleContainers(
      Program program,
      Snapshots snapshots,
      Creation creation,
      BackendOptions options,
      Cleanups cleanups,
      Closing closing) {
    this.program = program;
    this.snapshots = snapshots;
    this.cleanups = cleanups;
    this.closing = closing;
    this.creation = creation;
    this.starting =
        new Starting(
            program,
            snapshots,
            runs,
            options.find(BackendOptions.START_TIMEOUT).orElse(START_TIMEOUT));
    this.stopping = new Stopping(program, snapshots, runs);
    this.execution = new Execution(program, snapshots, cleanups);
    this.logs = new ContainerLogs(program, snapshots);
    this.stats = new StatsReader(program, snapshots);
  }

  @Override
  public String backend() {
    return AppleProgram.ID;
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    return closing.guard(Creation.operation(spec), creation.create(spec, mode));
  }

  @Override
  public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    return withOtherPorts(spec, Containers.super.launch(spec, mode));
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return withOtherPorts(spec, Containers.super.runAttached(spec, mode, options));
  }

  /** A port that was free when the container was made may be taken when it starts. */
  private static <T> Mono<T> withOtherPorts(ContainerSpec spec, Mono<T> run) {
    List<Integer> asked =
        spec.networking().ports().stream()
            .flatMap(port -> port.hostPort().stream().boxed())
            .toList();
    return run.retryWhen(
        Retry.max(OTHER_PORTS)
            .filter(
                error -> error instanceof PortInUseException taken && !asked.contains(taken.port()))
            .onRetryExhaustedThrow((spent, signal) -> signal.failure()));
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    String operation = "start container " + id;
    return closing.guard(operation, starting.start(operation, id.value()));
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "start container " + id;
    return closing.guard(
        operation, starting.startAttached(operation, id.value(), options).map(this::tracked));
  }

  private AttachedProcess tracked(AttachedProcess process) {
    open.add(process);
    return new OpenProcess(process, open);
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "stop container " + id;
    return closing.guard(operation, stopping.stop(operation, id.value(), options));
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    Objects.requireNonNull(signal, "signal");
    String operation = "send " + signal.name() + " to container " + id;
    return closing.guard(operation, stopping.kill(operation, id.value(), signal));
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    Objects.requireNonNull(options, "options");
    return stop(id, options).then(start(id));
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "remove container " + id;
    return closing.guard(
        operation, cleanups.track(stopping.remove(operation, id.value(), options)));
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "prune containers";
    return closing.guard(
        operation,
        containers(operation, filter)
            .filter(Stopping::idle)
            .concatMap(
                container ->
                    stopping
                        .remove(operation, container.id(), RemoveOptions.defaults())
                        .thenReturn(container.id()),
                1)
            .collectList()
            .map(removed -> new PruneReport(removed, OptionalLong.empty())));
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    String operation = "inspect container " + id;
    return closing.guard(
        operation, snapshots.require(operation, id.value()).map(AppleContainer::info));
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list containers";
    return closing.guard(
        operation,
        containers(operation, filter)
            .map(AppleContainer::info)
            .sort(
                Comparator.comparing((ContainerInfo info) -> info.createdAt().orElse(Instant.EPOCH))
                    .reversed()
                    .thenComparing(ContainerInfo::name)));
  }

  private Flux<AppleContainer> containers(String operation, ContainerFilter filter) {
    return snapshots
        .all(operation)
        .flatMapIterable(all -> all.values())
        .filter(
            container ->
                !container.isOfAPlugin()
                    || filter.infrastructure() == ContainerFilter.Infrastructure.SHOWN)
        .filter(container -> filter.matches(container.info()));
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    Objects.requireNonNull(condition, "condition");
    String operation = "wait for container " + id;
    return closing.guard(
        operation,
        snapshots
            .require(operation, id.value())
            .map(
                container ->
                    new GuardedWatch(
                        closing,
                        operation,
                        new RunWatch(operation, container, condition, snapshots, runs))));
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    Objects.requireNonNull(options, "options");
    String operation = "read the log of container " + id;
    return LogRefusals.of(options)
        .<Flux<LogEvent>>map(lacking -> Refusal.flux(backend(), lacking, operation))
        .orElseGet(() -> closing.guard(operation, logs.read(operation, id.value(), options)));
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    Objects.requireNonNull(spec, "spec");
    String operation = "execute " + spec.command().get(0) + " in container " + id;
    if (spec.privileged()) {
      return Refusal.mono(backend(), Capability.EXEC_PRIVILEGED, operation);
    }
    if (spec.tty() && spec.stdin()) {
      return Refusal.mono(backend(), Capability.RESIZE, operation + " with a terminal to type at");
    }
    return closing.guard(operation, execution.exec(operation, id.value(), spec).map(this::tracked));
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    Objects.requireNonNull(mode, "mode");
    String operation = "measure container " + id;
    return closing.guard(operation, stats.stats(operation, id.value(), mode));
  }

  @Override
  public Flux<ByteBuffer> export(ContainerId id) {
    String operation = "export container " + id;
    return closing.guard(
        operation, program.output(operation, id.value(), Invocation.of("export", id.value())));
  }

  /** Closes what its owners have left open. */
  Mono<Void> close() {
    return Flux.fromIterable(List.copyOf(open))
        .flatMap(process -> process.close().onErrorComplete())
        .then();
  }
}
