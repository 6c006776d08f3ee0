package dev.fairlead.spi.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A ranked job that exists.
 *
 * @param name its name
 * @param state how far it is
 * @param nativeState the runtime's own words for it
 * @param nodes its indexes, in order
 * @param leaderAddress what its containers are told as the address of index 0; empty where they are
 *     told none
 * @param reason why it failed or waits, in the runtime's words; empty when there is nothing to tell
 * @param created when it was made; empty where not told
 * @param ended when it ended; empty while it has not, or where not told
 * @param labels its labels
 */
public record IndexedJobInfo(
    String name,
    IndexedJobState state,
    String nativeState,
    List<IndexedJobNode> nodes,
    Optional<String> leaderAddress,
    Optional<String> reason,
    Optional<Instant> created,
    Optional<Instant> ended,
    Map<String, String> labels) {

  /** Checks and copies. */
  public IndexedJobInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(nativeState, "nativeState");
    nodes = List.copyOf(nodes);
    Objects.requireNonNull(leaderAddress, "leaderAddress");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(ended, "ended");
    labels = Map.copyOf(labels);
  }
}
