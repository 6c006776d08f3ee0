package dev.fairlead.jobs.status;

import java.util.Comparator;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A part of a job that has a container of its own: a node, or an init step. Parts are ordered:
 * steps by their names, then nodes by their ranks.
 *
 * @param step {@value #NODE} for a node; else the name of the init step
 * @param rank the rank of a node, from 0; empty for an init step
 */
public record JobPart(String step, OptionalInt rank) implements Comparable<JobPart> {

  /** What {@link #step()} is for all nodes; no init step has this name. */
  public static final String NODE = "node";

  private static final Comparator<JobPart> ORDER =
      Comparator.<JobPart>comparingInt(part -> part.rank.orElse(-1))
          .thenComparing(part -> part.step);

  /** Checks that nodes have a rank, and nothing else has. */
  public JobPart {
    Objects.requireNonNull(step, "step");
    if (step.equals(NODE) != rank.isPresent()) {
      throw new IllegalArgumentException("a node has a rank, and an init step has none: " + step);
    }
    if (rank.isPresent() && rank.getAsInt() < 0) {
      throw new IllegalArgumentException("a rank is 0 or more, but is " + rank.getAsInt());
    }
  }

  /**
   * A node.
   *
   * @param rank its rank, from 0
   * @return the part
   */
  public static JobPart node(int rank) {
    return new JobPart(NODE, OptionalInt.of(rank));
  }

  /**
   * An init step.
   *
   * @param name its name
   * @return the part
   */
  public static JobPart step(String name) {
    return new JobPart(name, OptionalInt.empty());
  }

  /**
   * Whether it is a node.
   *
   * @return true for a node, false for an init step
   */
  public boolean isNode() {
    return rank.isPresent();
  }

  /**
   * What its lines are tagged with.
   *
   * @return the rank of a node, the name of an init step
   */
  public String tag() {
    return rank.isPresent() ? String.valueOf(rank.getAsInt()) : step;
  }

  /**
   * What it is called in sentences.
   *
   * @return for example "node 3" or "init step fetch"
   */
  public String words() {
    return (isNode() ? "node " : "init step ") + tag();
  }

  @Override
  public int compareTo(JobPart other) {
    return ORDER.compare(this, other);
  }
}
