package dev.fairlead.jobs.log;

import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.spi.log.LogOptions;
import java.util.Objects;
import java.util.Set;

/**
 * Which part of the logs of a job is wanted.
 *
 * @param ranks the nodes; empty for all
 * @param each which part of the log of each node
 */
public record JobLogOptions(Set<Integer> ranks, LogOptions each) {

  /** Longer lines come in pieces: it bounds what is kept for each node, in bytes. */
  public static final int LINE_BOUND = 1 << 16;

  /** Copies. */
  public JobLogOptions {
    ranks = Set.copyOf(ranks);
    Objects.requireNonNull(each, "each");
    ranks.forEach(
        rank -> {
          if (rank < 0) {
            throw new IllegalArgumentException("a rank is 0 or more, but is " + rank);
          }
        });
  }

  /**
   * All that is there now, of all nodes.
   *
   * @return the options
   */
  public static JobLogOptions all() {
    return new JobLogOptions(Set.of(), LogOptions.all());
  }

  /**
   * All that is there and all that comes, of all nodes.
   *
   * @return the options
   */
  public static JobLogOptions following() {
    return new JobLogOptions(Set.of(), LogOptions.following());
  }

  /**
   * These options for some nodes.
   *
   * @param values their ranks; empty for all
   * @return a copy
   */
  public JobLogOptions withRanks(Set<Integer> values) {
    return new JobLogOptions(values, each);
  }

  /**
   * These options with another part of each log.
   *
   * @param value which part
   * @return a copy
   */
  public JobLogOptions withEach(LogOptions value) {
    return new JobLogOptions(ranks, value);
  }

  /**
   * Whether the log of a node is wanted.
   *
   * @param member the node
   * @return true if all are, or its rank is
   */
  public boolean wants(JobMember member) {
    return ranks.isEmpty() || ranks.contains(member.rank());
  }
}
