package dev.fairlead.apple;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import reactor.core.publisher.Mono;

/** A wait that the closing of the backend ends. */
record GuardedWatch(Closing closing, String operation, ExitWatch watch) implements ExitWatch {

  @Override
  public Mono<Exit> exit() {
    return closing.guard(operation, watch.exit());
  }

  @Override
  public Mono<Void> close() {
    return watch.close();
  }
}
