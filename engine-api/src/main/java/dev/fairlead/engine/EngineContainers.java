package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The containers of a daemon that speaks the Engine API. May be used by many threads. */
public final class EngineContainers implements Containers {

  private final EngineClient client;
  private final Capabilities capabilities;
  private final Creation creation;
  private final Lifecycle lifecycle;
  private final Stopping stopping;
  private final Watches watches;
  private final Attachments attachments;
  private final Executions executions;
  private final EngineLogs logs;
  private final Measuring measuring;
  private final HealthChecks healthChecks;
  private final Copying copying;
  private final Committing committing;

  /**
   * Creates the facet.
   *
   * @param client calls the daemon
   * @param capabilities what the daemon can do; fields that need what is absent are dropped by
   *     plans
   * @param kernel what the daemon's machine can enforce; fields that need what it lacks are dropped
   *     by plans
   * @param peculiarities what it does in another way than the Engine API has it
   * @param clock tells when a container was made, for its marks
   */
  public EngineContainers(
      EngineClient client,
      Capabilities capabilities,
      KernelSupport kernel,
      Peculiarities peculiarities,
      Clock clock) {
    this(client, capabilities, kernel, peculiarities, clock, Backoff.standard());
  }

  EngineContainers(
      EngineClient client,
      Capabilities capabilities,
      KernelSupport kernel,
      Peculiarities peculiarities,
      Clock clock,
      Backoff backoff) {
    this.client = Objects.requireNonNull(client, "client");
    this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
    this.watches = new Watches(client);
    this.lifecycle = new Lifecycle(client, watches, peculiarities.infrastructure());
    this.creation =
        new Creation(
            client,
            capabilities,
            Objects.requireNonNull(kernel, "kernel"),
            peculiarities,
            lifecycle,
            Objects.requireNonNull(clock, "clock"));
    this.stopping = new Stopping(client, watches, lifecycle);
    this.attachments = new Attachments(client, watches, lifecycle);
    this.executions = new Executions(client);
    this.logs = new EngineLogs(client, backoff);
    this.measuring = new Measuring(client);
    this.healthChecks = new HealthChecks(client, peculiarities.healthChecking(), clock);
    this.copying = new Copying(client);
    this.committing = new Committing(client);
  }

  @Override
  public String backend() {
    return client.backend();
  }

  /**
   * Tells what a specification would become, for {@link dev.fairlead.spi.Backend#plan}.
   *
   * @param spec what is asked for
   * @return the calls, with the values of environment variables masked, and the fate of each field
   */
  public Mono<Plan> plan(ContainerSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return Mono.fromSupplier(() -> creation.planner().plan(spec));
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    return creation.create(spec, mode);
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    return lifecycle.start(Objects.requireNonNull(id, "id")).then();
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(id, "id");
    return lacking(options, "start container " + id)
        .switchIfEmpty(Mono.defer(() -> attachments.startAttached(id, options)));
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(id, "id");
    return lacking(options, "attach to container " + id)
        .switchIfEmpty(Mono.defer(() -> attachments.attach(id, options)));
  }

  private Mono<AttachedProcess> lacking(AttachOptions options, String operation) {
    return Objects.requireNonNull(options, "options").history() == AttachOptions.History.YES
        ? unless(Capability.ATTACH_HISTORY, operation)
        : Mono.empty();
  }

  /** A refusal with the reason, if a capability is not there; else empty. */
  private <T> Mono<T> unless(Capability capability, String operation) {
    return capabilities.has(capability)
        ? Mono.empty()
        : Refusal.mono(backend(), capability, operation);
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    Objects.requireNonNull(id, "id");
    return stopping.stop(id, Objects.requireNonNull(options, "options"));
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    Objects.requireNonNull(id, "id");
    return lifecycle.kill(id, Objects.requireNonNull(signal, "signal"));
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    Objects.requireNonNull(id, "id");
    return stopping.restart(id, Objects.requireNonNull(options, "options"));
  }

  @Override
  public Mono<Void> pause(ContainerId id) {
    Objects.requireNonNull(id, "id");
    return this.<Void>unless(Capability.PAUSE, "pause container " + id)
        .then(Mono.defer(() -> lifecycle.pause(id)));
  }

  @Override
  public Mono<Void> unpause(ContainerId id) {
    Objects.requireNonNull(id, "id");
    return this.<Void>unless(Capability.PAUSE, "unpause container " + id)
        .then(Mono.defer(() -> lifecycle.unpause(id)));
  }

  @Override
  public Mono<Void> rename(ContainerId id, String name) {
    Objects.requireNonNull(id, "id");
    return lifecycle.rename(id, ContainerId.of(name).value());
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    Objects.requireNonNull(id, "id");
    return lifecycle.remove(id, Objects.requireNonNull(options, "options"));
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    return lifecycle.prune(Objects.requireNonNull(filter, "filter"));
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    Objects.requireNonNull(id, "id");
    return EngineInspection.of(client, "inspect container " + id, id).map(EngineInspection::info);
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    return lifecycle.list(Objects.requireNonNull(filter, "filter"));
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    Objects.requireNonNull(id, "id");
    return watches.watch(id, Objects.requireNonNull(condition, "condition"));
  }

  @Override
  public Mono<Exit> waitFor(ContainerId id, WaitCondition condition) {
    Objects.requireNonNull(id, "id");
    return watches.waitFor(id, Objects.requireNonNull(condition, "condition"));
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    Objects.requireNonNull(id, "id");
    return Objects.requireNonNull(options, "options").run() == LogOptions.Run.PREVIOUS
        ? Refusal.flux(backend(), Capability.LOG_PREVIOUS, "read the log of container " + id)
        : logs.read(id, options);
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    Objects.requireNonNull(id, "id");
    return executions.exec(id, Objects.requireNonNull(spec, "spec"));
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id) {
    Objects.requireNonNull(id, "id");
    return measuring.processes(id, List.of());
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id, List<String> psArguments) {
    Objects.requireNonNull(id, "id");
    List<String> arguments = List.copyOf(psArguments);
    Mono<ProcessTable> table = measuring.processes(id, arguments);
    return arguments.isEmpty()
        ? table
        : this.<ProcessTable>unless(
                Capability.TOP_ARGUMENTS, "list the processes of container " + id)
            .switchIfEmpty(table);
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    Objects.requireNonNull(id, "id");
    Flux<ContainerStats> samples =
        Objects.requireNonNull(mode, "mode") == StatsMode.STREAM
            ? measuring.stream(id)
            : measuring.once(id).flux();
    return this.<ContainerStats>unless(Capability.STATS, "measure container " + id)
        .flux()
        .switchIfEmpty(samples);
  }

  @Override
  public Mono<HealthReport> health(ContainerId id) {
    Objects.requireNonNull(id, "id");
    return this.<HealthReport>unless(Capability.HEALTH_CHECK, "read the health of container " + id)
        .switchIfEmpty(healthChecks.health(id));
  }

  @Override
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    Objects.requireNonNull(id, "id");
    return copying.out(id, Objects.requireNonNull(path, "path"));
  }

  @Override
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(directory, "directory");
    return copying.in(id, directory, Objects.requireNonNull(tar, "tar"));
  }

  @Override
  public Flux<ByteBuffer> export(ContainerId id) {
    return committing.export(Objects.requireNonNull(id, "id"));
  }

  @Override
  public Flux<Long> exportTo(ContainerId id, WritableByteChannel target) {
    Objects.requireNonNull(id, "id");
    return committing.exportTo(id, Objects.requireNonNull(target, "target"));
  }

  @Override
  public Mono<String> commit(ContainerId id, CommitSpec spec) {
    Objects.requireNonNull(id, "id");
    return committing.commit(id, Objects.requireNonNull(spec, "spec"));
  }
}
