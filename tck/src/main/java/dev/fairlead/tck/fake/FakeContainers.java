package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
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
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The containers of a fake backend. */
final class FakeContainers implements Containers {

  private final FakeWorld world;
  private final FakeCreation creation;
  private final FakeStarts starts;
  private final FakeStops stops;
  private final FakeStreams streams;
  private final FakeMeasures measures;
  private final FakeFiles files;
  private final FakeCommits commits;

  FakeContainers(FakeWorld world, FakeImageStore images, FakePlanner planner) {
    this.world = world;
    this.commits = new FakeCommits(world, images);
    this.creation = new FakeCreation(world, images, planner);
    this.starts = new FakeStarts(world);
    this.stops = new FakeStops(world);
    this.streams = new FakeStreams(world);
    this.measures = new FakeMeasures(world);
    this.files = new FakeFiles(world);
  }

  @Override
  public String backend() {
    return world.id;
  }

  @Override
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    return world.call(
        FakeOptions.of(Capability.CREATE_WITHOUT_START),
        "create",
        () -> Mono.fromSupplier(() -> creation.create(spec, mode)));
  }

  @Override
  public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
    return world.call(
        "launch", () -> Mono.fromSupplier(() -> starts.launch(creation.create(spec, mode))));
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return world.call(
        FakeOptions.of(Capability.ATTACH, options),
        "runAttached",
        () -> Mono.fromSupplier(() -> starts.runAttached(creation.create(spec, mode), options)));
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    return world.call("start", () -> Mono.fromRunnable(() -> starts.start("start", id)));
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    return world.call(
        FakeOptions.of(Capability.ATTACH, options),
        "startAttached",
        () -> Mono.fromSupplier(() -> starts.startAttached(id, options)));
  }

  @Override
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    return world.call(
        FakeOptions.of(Capability.ATTACH_RUNNING, options),
        "attach",
        () ->
            Mono.fromSupplier(
                () -> {
                  FakeContainer container = world.require("attach to", id);
                  FakeProcess process = starts.running("attach to", container);
                  return starts.attached(container, process, options);
                }));
  }

  @Override
  public Mono<StopResult> stop(ContainerId id, StopOptions options) {
    return world.call(
        FakeOptions.of(options), "stop", () -> stops.stop(world.require("stop", id), options));
  }

  @Override
  public Mono<Void> kill(ContainerId id, Signal signal) {
    return world.call(FakeOptions.of(signal), "kill", () -> killNow(id, signal));
  }

  private Mono<Void> killNow(ContainerId id, Signal signal) {
    return Mono.fromRunnable(
        () -> {
          FakeContainer container = world.require("kill", id);
          FakeProcess process = starts.running("kill", container);
          world.tell(container, EventAction.KILLED, OptionalInt.empty());
          process.signal(signal);
        });
  }

  @Override
  public Mono<Void> restart(ContainerId id, StopOptions options) {
    return world.call(
        FakeOptions.of(Capability.START_AGAIN),
        "restart",
        () ->
            stops
                .stop(world.require("restart", id), options)
                .then(Mono.fromRunnable(() -> starts.start("restart", id))));
  }

  @Override
  public Mono<Void> pause(ContainerId id) {
    return world.call(FakeOptions.of(Capability.PAUSE), "pause", () -> freeze("pause", id, true));
  }

  @Override
  public Mono<Void> unpause(ContainerId id) {
    return world.call(
        FakeOptions.of(Capability.PAUSE), "unpause", () -> freeze("unpause", id, false));
  }

  private Mono<Void> freeze(String operation, ContainerId id, boolean freeze) {
    return Mono.fromRunnable(
        () -> {
          FakeContainer container = world.require(operation, id);
          starts.running(operation, container);
          container.freeze(freeze);
          world.tell(
              container, freeze ? EventAction.PAUSED : EventAction.UNPAUSED, OptionalInt.empty());
        });
  }

  @Override
  public Mono<Void> rename(ContainerId id, String name) {
    return world.call(
        FakeOptions.of(Capability.RENAME),
        "rename",
        () -> Mono.fromRunnable(() -> creation.rename(world.require("rename", id), name)));
  }

  @Override
  public Mono<Void> remove(ContainerId id, RemoveOptions options) {
    return world.call(
        "remove",
        () ->
            Mono.justOrEmpty(world.find(id))
                .flatMap(container -> stops.remove(container, options)));
  }

  @Override
  public Mono<PruneReport> prune(ContainerFilter filter) {
    return world.call(
        FakeOptions.of(Capability.CONTAINER_PRUNE),
        "prune",
        () ->
            Mono.fromSupplier(
                () -> {
                  List<String> removed = new ArrayList<>();
                  for (FakeContainer container : world.containers()) {
                    if (!container.alive() && filter.matches(container.info())) {
                      removed.add(container.id.value());
                      world.remove(container);
                    }
                  }
                  return new PruneReport(removed, OptionalLong.empty());
                }));
  }

  @Override
  public Mono<ContainerInfo> inspect(ContainerId id) {
    return world.call(
        "inspect", () -> Mono.fromSupplier(() -> world.require("inspect", id).info()));
  }

  @Override
  public Flux<ContainerInfo> list(ContainerFilter filter) {
    return world
        .call("list", () -> Mono.fromSupplier(world::containers))
        .flatMapIterable(found -> found)
        .map(FakeContainer::info)
        .filter(filter::matches);
  }

  @Override
  public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
    return world
        .<ExitWatch>call(
            "watchExit",
            () ->
                Mono.fromSupplier(
                    () -> FakeExitWatch.register(world, world.require("wait for", id), condition)))
        .doOnDiscard(FakeExitWatch.class, FakeExitWatch::release);
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return world.stream(
        FakeOptions.of(options),
        "logs",
        () -> streams.logs(world.require("read the log of", id), options));
  }

  @Override
  public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
    return world.stream(
        FakeOptions.of(Capability.STATS),
        "stats",
        () -> measures.stats(world.require("measure", id), mode));
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id) {
    return top(id, List.of());
  }

  @Override
  public Mono<ProcessTable> top(ContainerId id, List<String> psArguments) {
    return world.call(
        FakeOptions.top(psArguments),
        "top",
        () ->
            Mono.fromSupplier(
                () -> measures.processes(world.require("list the processes of", id), psArguments)));
  }

  @Override
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return world.call(
        FakeOptions.of(spec),
        "exec",
        () ->
            Mono.fromSupplier(
                () -> {
                  FakeContainer container = world.require("execute in", id);
                  if (container.state() != ContainerState.RUNNING) {
                    throw world.errors.conflict(
                        "execute in container", id.value(), "it does not run");
                  }
                  return streams.exec(container, spec);
                }));
  }

  @Override
  public Flux<ByteBuffer> export(ContainerId id) {
    return world.stream(FakeOptions.of(Capability.EXPORT), "export", () -> commits.export(id));
  }

  @Override
  public Mono<String> commit(ContainerId id, CommitSpec spec) {
    return world.call(
        FakeOptions.of(Capability.COMMIT),
        "commit",
        () -> Mono.fromSupplier(() -> commits.commit(id, spec)));
  }

  @Override
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    return world.stream(
        FakeOptions.of(Capability.FILE_COPY),
        "copyOut",
        () -> files.out(copyable("copy from", id), path));
  }

  @Override
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    return world.call(
        FakeOptions.of(Capability.FILE_COPY),
        "copyIn",
        () -> files.in(copyable("copy to", id), directory, tar));
  }

  private FakeContainer copyable(String operation, ContainerId id) {
    FakeContainer container = world.require(operation, id);
    if (!container.alive() && !world.capabilities().has(Capability.FILE_COPY_STOPPED)) {
      throw Refusal.of(
          world.id, Capability.FILE_COPY_STOPPED, operation + " container " + container.id);
    }
    return container;
  }
}
