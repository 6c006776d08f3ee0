package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
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
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.PruneReport;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The containers of a fake backend. */
final class FakeContainers implements Containers {

  private final FakeWorld world;
  private final FakeCreation creation;
  private final FakeStops stops;
  private final FakeStreams streams;

  FakeContainers(FakeWorld world, FakeImages images, FakePlanner planner) {
    this.world = world;
    this.creation = new FakeCreation(world, images, planner);
    this.stops = new FakeStops(world);
    this.streams = new FakeStreams(world);
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
        "launch",
        () ->
            Mono.fromSupplier(
                () -> {
                  CreateResult made = creation.create(spec, mode);
                  return orTakenBack(
                      made,
                      () -> {
                        startNow("start", made.id());
                        return made;
                      });
                }));
  }

  @Override
  public Mono<AttachedContainer> runAttached(
      ContainerSpec spec, PlanMode mode, AttachOptions options) {
    return world.call(
        FakeOptions.of(Capability.ATTACH, options),
        "runAttached",
        () ->
            Mono.fromSupplier(
                () -> {
                  CreateResult made = creation.create(spec, mode);
                  if (made.outcome() == CreateResult.Outcome.EXISTED) {
                    throw world.errors.conflict(
                        "run container", made.id().value(), "it exists already");
                  }
                  return orTakenBack(
                      made,
                      () ->
                          new AttachedContainer(
                              made.id(), startAttachedNow(made.id(), options), List.of()));
                }));
  }

  private <T> T orTakenBack(CreateResult made, Supplier<T> rest) {
    try {
      return rest.get();
    } catch (ContainerException failed) {
      if (made.outcome() == CreateResult.Outcome.CREATED) {
        world.remove(world.require("remove", made.id()));
      }
      throw failed;
    }
  }

  @Override
  public Mono<Void> start(ContainerId id) {
    return world.call("start", () -> Mono.fromRunnable(() -> startNow("start", id)));
  }

  private void startNow(String operation, ContainerId id) {
    FakeContainer container = world.require(operation, id);
    if (!container.alive()) {
      FakeProgram program = startable(container);
      container.begin(container.prepare(), program);
    }
  }

  private FakeProgram startable(FakeContainer container) {
    if (container.state() == ContainerState.EXITED
        && !world.capabilities().has(Capability.START_AGAIN)) {
      throw Refusal.of(world.id, Capability.START_AGAIN, "start container " + container.id);
    }
    return world.program(container.argv());
  }

  @Override
  public Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    return world.call(
        FakeOptions.of(Capability.ATTACH, options),
        "startAttached",
        () -> Mono.fromSupplier(() -> startAttachedNow(id, options)));
  }

  private AttachedProcess startAttachedNow(ContainerId id, AttachOptions options) {
    FakeContainer container = world.require("start", id);
    if (container.alive()) {
      throw world.errors.conflict("start container", id.value(), "it runs already");
    }
    FakeProgram program = startable(container);
    FakeProcess process = container.prepare();
    AttachedProcess attached = attached(container, process, options);
    container.begin(process, program);
    return attached;
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
                  return attached(container, running("attach to", container), options);
                }));
  }

  private FakeAttached attached(
      FakeContainer container, FakeProcess process, AttachOptions options) {
    boolean once =
        options.writes() && container.spec.process().stdin() == ProcessSpec.Stdin.OPEN_ONCE;
    return new FakeAttached(
        world,
        process,
        options.history() == AttachOptions.History.YES,
        options.writes(),
        once ? () -> process.stdin().end() : () -> {});
  }

  private FakeProcess running(String operation, FakeContainer container) {
    return container
        .process()
        .orElseThrow(
            () ->
                world.errors.conflict(
                    operation + " container", container.id.value(), "it does not run"));
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
          FakeProcess process = running("kill", container);
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
                .then(Mono.fromRunnable(() -> startNow("restart", id))));
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
          running(operation, container);
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
    return world.call(
        "watchExit",
        () ->
            Mono.fromSupplier(
                () -> FakeExitWatch.register(world, world.require("wait for", id), condition)));
  }

  @Override
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return world.stream(
        FakeOptions.of(options),
        "logs",
        () -> streams.logs(world.require("read the log of", id), options));
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
}
