package dev.fairlead.tck.fake;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.image.ImageReference;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** How containers of a fake backend come to be and get their names. */
final class FakeCreation {

  private final FakeWorld world;
  private final FakeImageStore images;
  private final FakePlanner planner;

  FakeCreation(FakeWorld world, FakeImageStore images, FakePlanner planner) {
    this.world = world;
    this.images = images;
    this.planner = planner;
  }

  CreateResult create(ContainerSpec spec, PlanMode mode) {
    planner.plan(spec).require(mode);
    images.require("create a container from", ImageReference.parse(spec.image()));
    synchronized (this) {
      Optional<FakeContainer> existing =
          spec.name().flatMap(name -> world.find(ContainerId.of(name)));
      return existing.isPresent() ? reuse(existing.get(), spec) : make(spec);
    }
  }

  private CreateResult reuse(FakeContainer existing, ContainerSpec spec) {
    List<String> differences = Ownership.differences(spec, existing.spec.labels());
    if (!differences.isEmpty()) {
      throw world.errors.differs("create container", existing.name(), differences);
    }
    return new CreateResult(existing.id, CreateResult.Outcome.EXISTED, List.of());
  }

  private CreateResult make(ContainerSpec spec) {
    ContainerSpec marked = Ownership.mark(spec, Clock.fixed(world.now(), ZoneOffset.UTC));
    ContainerId id = ContainerId.of(String.format("%012x", 0xFA4E_0000_0000L + world.nextNumber()));
    String name = spec.name().orElse("fake-" + id.value().substring(4));
    world.add(new FakeContainer(world, id, name, marked));
    spec.mounts().stream()
        .filter(Mount.NamedVolume.class::isInstance)
        .flatMap(mount -> ((Mount.NamedVolume) mount).name().stream())
        .forEach(world.volumeTable::ensure);
    return new CreateResult(id, CreateResult.Outcome.CREATED, List.of());
  }

  synchronized void rename(FakeContainer container, String name) {
    Optional<FakeContainer> holder = world.find(ContainerId.of(name));
    if (holder.isPresent() && holder.get() != container) {
      throw world.errors.conflict("rename container", container.name(), name + " is in use");
    }
    container.rename(name);
  }
}
