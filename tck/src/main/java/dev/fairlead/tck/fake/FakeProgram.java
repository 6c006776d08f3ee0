package dev.fairlead.tck.fake;

import reactor.core.publisher.Mono;

/** What a virtual process does. */
@FunctionalInterface
public interface FakeProgram {

  /**
   * Begins. Cancelled when the process is killed.
   *
   * @param process the process: its arguments, its streams, its time
   * @return the exit code, 0 to 255; completing without one means 0, an error means 1
   */
  Mono<Integer> run(FakeProcess process);
}
