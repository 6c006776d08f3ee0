package dev.fairlead.spi.job;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One index of a ranked job.
 *
 * @param index the index, from 0
 * @param container the newest container of this index; empty when there is none yet or any more
 * @param state the state of that container
 * @param exit how it ended; empty while it has not, or when that was not observed
 * @param started when that container was started; empty if it was not, or where not told
 * @param finished when that container ended; empty while it has not, or where not told
 * @param failures how many containers of this index failed before
 */
public record IndexedJobNode(
    int index,
    Optional<ContainerId> container,
    ContainerState state,
    Optional<Exit> exit,
    Optional<Instant> started,
    Optional<Instant> finished,
    int failures) {

  /** Checks the numbers. */
  public IndexedJobNode {
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(finished, "finished");
    if (index < 0 || failures < 0) {
      throw new IllegalArgumentException(
          "index and failures are 0 or more, not " + index + " and " + failures);
    }
  }
}
