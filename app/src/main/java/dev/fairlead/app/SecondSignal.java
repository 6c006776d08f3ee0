package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RunningContainer;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import reactor.core.publisher.Mono;

/**
 * What a second signal does to a container that a run waits for: it kills, where the runtime can.
 * Elsewhere nothing but a removal is quicker than the grace period, and that is made only of what
 * would be removed anyway.
 */
final class SecondSignal {

  private final ContainerRuntime runtime;
  private final RunningContainer running;
  private final boolean kills;
  private final boolean removes;
  private volatile boolean removed;

  /**
   * Creates it, and does nothing yet.
   *
   * @param remove whether the container is removed after its end
   */
  SecondSignal(ContainerRuntime runtime, RunningContainer running, boolean remove) {
    this.runtime = runtime;
    this.running = running;
    this.kills = runtime.capabilities().has(Capability.KILL);
    this.removes = remove && !kills;
  }

  /** What is said after the first one. */
  String notice() {
    if (kills) {
      return "once more kills it";
    }
    return removes
        ? "once more removes it at once"
        : "nothing but fairlead rm -f " + running.id() + " is quicker";
  }

  Mono<Void> act() {
    return Mono.defer(
        () -> {
          if (kills) {
            return running.kill(Signal.KILL);
          }
          removed = removes;
          return removes
              ? runtime.containers().remove(running.id(), RemoveOptions.force())
              : Mono.empty();
        });
  }

  /** Whether what its streams break by is this. */
  boolean isRemoved() {
    return removed;
  }
}
