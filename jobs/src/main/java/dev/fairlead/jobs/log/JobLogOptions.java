package dev.fairlead.jobs.log;

import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.spi.log.LogOptions;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which part of the logs of a job is wanted.
 *
 * @param ranks which of the nodes; empty for all of them, and for the init steps
 * @param steps names of init steps, and {@value JobPart#NODE} for the nodes; empty for all, of
 *     which ranks leave only the nodes
 * @param each which part of the log of each node and step
 */
public record JobLogOptions(Set<Integer> ranks, Set<String> steps, LogOptions each) {

  /** Longer lines come in pieces: it bounds what is kept for each node, in bytes. */
  public static final int LINE_BOUND = 1 << 16;

  /** Copies. */
  public JobLogOptions {
    ranks = Set.copyOf(ranks);
    steps = Set.copyOf(steps);
    Objects.requireNonNull(each, "each");
    ranks.forEach(
        rank -> {
          if (rank < 0) {
            throw new IllegalArgumentException("a rank is 0 or more, but is " + rank);
          }
        });
  }

  /**
   * All that is there now, of all nodes and steps.
   *
   * @return the options
   */
  public static JobLogOptions all() {
    return new JobLogOptions(Set.of(), Set.of(), LogOptions.all());
  }

  /**
   * All that is there and all that comes, of all nodes and steps.
   *
   * @return the options
   */
  public static JobLogOptions following() {
    return new JobLogOptions(Set.of(), Set.of(), LogOptions.following());
  }

  /**
   * These options for some nodes.
   *
   * @param values their ranks; empty for all
   * @return a copy
   */
  public JobLogOptions withRanks(Set<Integer> values) {
    return new JobLogOptions(values, steps, each);
  }

  /**
   * These options for some steps.
   *
   * @param values names of init steps, and {@value JobPart#NODE} for the nodes; empty for all
   * @return a copy
   */
  public JobLogOptions withSteps(Set<String> values) {
    return new JobLogOptions(ranks, values, each);
  }

  /**
   * These options for one node or init step.
   *
   * @param part which one
   * @return a copy
   */
  public JobLogOptions only(JobPart part) {
    Set<Integer> rank = part.rank().stream().boxed().collect(Collectors.toSet());
    return new JobLogOptions(rank, Set.of(part.step()), each);
  }

  /**
   * These options with another part of each log.
   *
   * @param value which part
   * @return a copy
   */
  public JobLogOptions withEach(LogOptions value) {
    return new JobLogOptions(ranks, steps, value);
  }

  /**
   * Whether a log is wanted.
   *
   * @param part the node or init step that it is of
   * @return true if its step is, and its rank if it has one
   */
  public boolean wants(JobPart part) {
    boolean ofItsStep = steps.contains(part.step());
    return part.isNode()
        ? (steps.isEmpty() || ofItsStep)
            && (ranks.isEmpty() || ranks.contains(part.rank().getAsInt()))
        : ofItsStep || (steps.isEmpty() && ranks.isEmpty());
  }
}
