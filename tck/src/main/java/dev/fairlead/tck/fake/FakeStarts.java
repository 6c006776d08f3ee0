package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.error.ContainerException;
import java.util.List;
import java.util.function.Supplier;

/** How containers of a fake backend are started and attached to. */
final class FakeStarts {

  private final FakeWorld world;

  FakeStarts(FakeWorld world) {
    this.world = world;
  }

  /** Starts what was made just now or was there; takes it back if that fails. */
  CreateResult launch(CreateResult made) {
    return orTakenBack(
        made,
        () -> {
          start("start", made.id());
          return made;
        });
  }

  /** Starts what was made just now; takes it back if that fails. */
  AttachedContainer runAttached(CreateResult made, AttachOptions options) {
    if (made.outcome() == CreateResult.Outcome.EXISTED) {
      throw world.errors.conflict("run container", made.id().value(), "it exists already");
    }
    return orTakenBack(
        made, () -> new AttachedContainer(made.id(), startAttached(made.id(), options), List.of()));
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

  void start(String operation, ContainerId id) {
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

  AttachedProcess startAttached(ContainerId id, AttachOptions options) {
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

  FakeAttached attached(FakeContainer container, FakeProcess process, AttachOptions options) {
    boolean once =
        options.writes() && container.spec.process().stdin() == ProcessSpec.Stdin.OPEN_ONCE;
    return new FakeAttached(
        world,
        process,
        options.history() == AttachOptions.History.YES,
        options.writes(),
        world.capabilities().has(Capability.ATTACH_STREAMS_APART),
        once ? () -> process.stdin().end() : () -> {});
  }

  /** The first process; a conflict if it does not run. */
  FakeProcess running(String operation, FakeContainer container) {
    return container
        .process()
        .orElseThrow(
            () ->
                world.errors.conflict(
                    operation + " container", container.id.value(), "it does not run"));
  }
}
