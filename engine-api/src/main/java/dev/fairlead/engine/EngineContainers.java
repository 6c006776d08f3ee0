package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
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
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The containers of a daemon that speaks the Engine API. May be used by many threads. */
public final class EngineContainers implements Containers {

  private final EngineClient client;
  private final Creation creation;
  private final Lifecycle lifecycle;
  private final Stopping stopping;
  private final Watches watches;
  private final Attachments attachments;
  private final Executions executions;
  private final EngineLogs logs;
  private final Measuring measuring;
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
   * @param clock tells when a container was made, for its marks
   */
  public EngineContainers(
      EngineClient client, Capabilities capabilities, KernelSupport kernel, Clock clock) {
    this(client, capabilities, kernel, clock, Backoff.standard());
  }

  EngineContainers(
      EngineClient client,
      Capabilities capabilities,
      KernelSupport kernel,
      Clock clock,
      Backoff backoff) {
    this.client = Objects.requireNonNull(client, "client");
    this.watches = new Watches(client);
    this.lifecycle = new Lifecycle(client, watches);
    this.creation =
        new Creation(
            client,
            Objects.requireNonNull(capabilities, "capabilities"),
            Objects.requireNonNull(kernel, "kernel"),
            lifecycle,
            Objects.requireNonNull(clock, "clock"));
    this.stopping = new Stopping(client, watches, lifecycle);
    this.attachments = new Attachments(client, watches, lifecycle::start);
    this.executions = new Executions(client);
    this.logs = new EngineLogs(client, backoff);
    this.measuring = new Measuring(client);
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
    return attachments.startAttached(id, Objects.requireNonNull(options, "options"));
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    Objects.requireNonNull(id, "id");
    return attachments.attach(id, Objects.requireNonNull(options, "options"));
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
    return lifecycle.pause(Objects.requireNonNull(id, "id"));
  }

  @Override
  public Mono<Void> unpause(ContainerId id) {
    return lifecycle.unpause(Objects.requireNonNull(id, "id"));
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
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    Objects.requireNonNull(id, "id");
    return logs.read(id, Objects.requireNonNull(options, "options"));
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
    return measuring.processes(id, List.copyOf(psArguments));
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    Objects.requireNonNull(id, "id");
    return Objects.requireNonNull(mode, "mode") == StatsMode.STREAM
        ? measuring.stream(id)
        : measuring.once(id).flux();
  }

  @Override
  public Mono<HealthReport> health(ContainerId id) {
    return measuring.health(Objects.requireNonNull(id, "id"));
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
  public Mono<String> commit(ContainerId id, CommitSpec spec) {
    Objects.requireNonNull(id, "id");
    return committing.commit(id, Objects.requireNonNull(spec, "spec"));
  }
}
