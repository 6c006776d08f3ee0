package dev.fairlead.jobs.internal.foreground;

import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Containers of which those that are started here are started attached, and stay so until they have
 * ended. What is seen of their ends so is told wherever the runtime below does not know it. Of what
 * the contract has it is what jobs use.
 */
final class ForegroundContainers implements Containers {

  private static final int LOOKS_AT_ONCE = 8;

  private final Containers below;
  private final Scheduler timer;
  private final Cleanups cleanups;
  private final Map<ContainerId, String> marks = new ConcurrentHashMap<>();
  private final Map<ContainerId, HeldNode> nodes = new ConcurrentHashMap<>();

  ForegroundContainers(Containers below, Scheduler timer, Cleanups cleanups) {
    this.below = below;
    this.timer = timer;
    this.cleanups = cleanups;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    String mark = spec.labels().getOrDefault(Ownership.ATTEMPT, "");
    return below.create(spec, mode).doOnNext(made -> marks.put(made.id(), mark));
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    return below
        .startAttached(id, AttachOptions.output())
        .map(process -> hold(id, process))
        .flatMap(HeldNode::held);
  }

  private HeldNode hold(ContainerId id, AttachedProcess process) {
    HeldNode node = new HeldNode(process, marks.getOrDefault(id, ""), timer, cleanups);
    nodes.put(id, node);
    return node;
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    return below.remove(id, options).then(Mono.defer(() -> forget(id)));
  }

  private Mono<Void> forget(ContainerId id) {
    marks.remove(id);
    HeldNode node = nodes.remove(id);
    return node == null ? Mono.empty() : node.release();
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    return below.inspect(id).flatMap(this::told);
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    return below.list(filter).flatMapSequential(this::told, LOOKS_AT_ONCE);
  }

  private Mono<ContainerInfo> told(ContainerInfo info) {
    boolean over = info.state() == ContainerState.EXITED || info.state() == ContainerState.DEAD;
    boolean known = info.exit().filter(exit -> !(exit instanceof Exit.Lost)).isPresent();
    HeldNode node = nodes.get(info.id());
    return !over || known || node == null || !node.is(info)
        ? Mono.just(info)
        : node.observed().map(end -> info.withEnd(end.exit(), end.at())).defaultIfEmpty(info);
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    return Mono.defer(
        () -> {
          HeldNode node = nodes.get(id);
          return node == null ? below.watchExit(id, condition) : watch(id, condition, node);
        });
  }

  private Mono<ExitWatch> watch(ContainerId id, WaitCondition condition, HeldNode node) {
    return below
        .inspect(id)
        .flatMap(
            info -> {
              Mono<ExitWatch> watch = below.watchExit(id, condition);
              return node.is(info) ? watch.map(exits -> new HeldWatch(exits, node)) : watch;
            });
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    return below.startAttached(id, options);
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    return below.stop(id, options);
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    return below.kill(id, signal);
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    return below.restart(id, options);
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return below.logs(id, options);
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return below.exec(id, spec);
  }
}
