package dev.fairlead.jobs.internal.foreground;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import reactor.core.publisher.Mono;

/**
 * A wait that may have come too late for a runtime that keeps no exit codes, and for a container
 * that this process is attached to.
 *
 * @param below the runtime's own wait
 * @param node what is attached
 */
record HeldWatch(ExitWatch below, HeldNode node) implements ExitWatch {

  @Override
  public Mono<Exit> exit() {
    return below
        .exit()
        .flatMap(
            exit ->
                exit instanceof Exit.Lost
                    ? node.observed().map(HeldNode.Seen::exit).defaultIfEmpty(exit)
                    : Mono.just(exit));
  }

  @Override
  public Mono<Void> close() {
    return below.close();
  }
}
