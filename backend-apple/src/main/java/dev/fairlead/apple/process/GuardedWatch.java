package dev.fairlead.apple.process;

import dev.fairlead.apple.program.Closing;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import reactor.core.publisher.Mono;

/**
 * A wait that the closing of the backend ends.
 *
 * @param closing ends it
 * @param operation what is done, for errors
 * @param watch the wait
 */
public record GuardedWatch(Closing closing, String operation, ExitWatch watch)
    implements ExitWatch {

  @Override
  public Mono<Exit> exit() {
    return closing.guard(operation, watch.exit());
  }

  @Override
  public Mono<Void> close() {
    return watch.close();
  }
}
