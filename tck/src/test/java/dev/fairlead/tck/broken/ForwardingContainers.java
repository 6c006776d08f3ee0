package dev.fairlead.tck.broken;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
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
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes everything on; a broken one overrides what it breaks. */
class ForwardingContainers implements Containers {

  final Containers honest;

  ForwardingContainers(Containers honest) {
    this.honest = honest;
  }

  /** What becomes of every process that is handed out. */
  AttachedProcess process(AttachedProcess process) {
    return process;
  }

  @Override
  public String backend() {
    return honest.backend();
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    return honest.create(spec, mode);
  }

  @Override
  public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    return honest.launch(spec, mode);
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return honest
        .runAttached(spec, mode, options)
        .map(run -> new AttachedContainer(run.id(), process(run.process()), run.warnings()));
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    return honest.start(id);
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    return honest.startAttached(id, options).map(this::process);
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    return honest.attach(id, options).map(this::process);
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    return honest.stop(id, options);
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    return honest.kill(id, signal);
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    return honest.restart(id, options);
  }

  @Override
  public Mono<Void> pause(ContainerId id) {
    return honest.pause(id);
  }

  @Override
  public Mono<Void> unpause(ContainerId id) {
    return honest.unpause(id);
  }

  @Override
  public Mono<Void> rename(ContainerId id, String name) {
    return honest.rename(id, name);
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    return honest.remove(id, options);
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    return honest.prune(filter);
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    return honest.inspect(id);
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    return honest.list(filter);
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    return honest.watchExit(id, condition);
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return honest.logs(id, options);
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    return honest.stats(id, mode);
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id) {
    return honest.top(id);
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id, List<String> psArguments) {
    return honest.top(id, psArguments);
  }

  @Override
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    return honest.copyOut(id, path);
  }

  @Override
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    return honest.copyIn(id, directory, tar);
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return honest.exec(id, spec).map(this::process);
  }

  @Override
  public Flux<ByteBuffer> export(ContainerId id) {
    return honest.export(id);
  }

  @Override
  public Flux<Long> exportTo(ContainerId id, WritableByteChannel target) {
    return honest.exportTo(id, target);
  }

  @Override
  public Mono<String> commit(ContainerId id, CommitSpec spec) {
    return honest.commit(id, spec);
  }
}
