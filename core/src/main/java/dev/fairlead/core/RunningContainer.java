package dev.fairlead.core;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * A container that was run, with the live streams of its first process. Whoever receives it owns it
 * and ends with {@link #close()}.
 */
public interface RunningContainer extends AttachedProcess {

  /**
   * The container.
   *
   * @return its id
   */
  ContainerId id();

  /**
   * What the runtime warned of when the container was made.
   *
   * @return the warnings, in the runtime's words
   */
  List<String> warnings();

  /**
   * The published ports that this client listens on itself until {@link #close()}, since the
   * runtime publishes none on this machine.
   *
   * @return the bindings, with the ports that were picked; empty where the runtime publishes
   */
  List<PortBinding> forwarded();

  /**
   * Asks the container to end, and kills it after the grace period.
   *
   * @param options signal and grace period
   * @return what it took
   */
  Mono<StopResult> stop(StopOptions options);

  /**
   * Sends a signal to the first process.
   *
   * @param signal the signal
   * @return completes when it was sent; a container that ended is a {@link
   *     dev.fairlead.spi.error.ConflictException}
   */
  Mono<Void> kill(Signal signal);

  /**
   * Releases connections and buffers. A container that runs goes on. One that has ended, was to be
   * removed after its end, and is on a runtime that does not do that by itself, is removed.
   *
   * @return completes when all is released; safe to subscribe to more than once
   */
  @Override
  Mono<Void> close();
}
