package dev.fairlead.tck.fake;

import dev.fairlead.spi.system.Answer;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A fake runtime as a whole. */
final class FakeSystem implements RuntimeSystem {

  private final FakeWorld world;

  FakeSystem(FakeWorld world) {
    this.world = world;
  }

  @Override
  public String backend() {
    return world.id;
  }

  @Override
  public Mono<SystemInfo> info() {
    return world.call(
        "info",
        () ->
            Mono.just(
                SystemInfo.builder("fake", "1.0")
                    .machine("linux", "amd64")
                    .rootless(Answer.YES)
                    .build()));
  }

  @Override
  public Flux<ContainerEvent> events(EventFilter filter) {
    return world.stream(FakeOptions.of(filter, world.now()), "events", () -> world.events(filter));
  }
}
