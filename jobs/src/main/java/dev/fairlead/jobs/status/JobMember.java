package dev.fairlead.jobs.status;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.job.IndexedJobNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One node of a job, as it was observed.
 *
 * @param rank its rank, from 0
 * @param state how it is
 * @param container its container; empty if there is none, or no single one
 * @param exit how it ended; empty if it did not, or if nothing is known of its end
 * @param startedAt when it was started; empty if it was not, or the runtime does not tell
 * @param finishedAt when it ended; empty if it did not, or the runtime does not tell
 * @param reason why its state is what it is, in words, where the state alone does not say it; empty
 *     otherwise
 */
public record JobMember(
    int rank,
    MemberState state,
    Optional<ContainerId> container,
    Optional<Exit> exit,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    String reason) {

  /** Checks that it does not contradict itself: a success is an observed 0. */
  public JobMember {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(reason, "reason");
    if (rank < 0) {
      throw new IllegalArgumentException("a rank is 0 or more, but is " + rank);
    }
    if (state == MemberState.SUCCEEDED && exit.filter(Exit::success).isEmpty()) {
      throw new IllegalArgumentException("nothing but an observed exit code 0 is a success");
    }
  }

  /**
   * A node without a container.
   *
   * @param rank its rank
   * @param reason why it has none, in words
   * @return the node
   */
  public static JobMember missing(int rank, String reason) {
    return without(rank, MemberState.MISSING, Optional.empty(), reason);
  }

  /**
   * A node that cannot be read.
   *
   * @param rank its rank
   * @param container its container; empty if it is not known
   * @param reason why not, in words
   * @return the node
   */
  public static JobMember unreadable(int rank, Optional<ContainerId> container, String reason) {
    return without(rank, MemberState.UNREADABLE, container, reason);
  }

  private static JobMember without(
      int rank, MemberState state, Optional<ContainerId> container, String reason) {
    return new JobMember(
        rank, state, container, Optional.empty(), Optional.empty(), Optional.empty(), reason);
  }

  /**
   * A node, as its container shows.
   *
   * @param rank its rank
   * @param container what is known of its container
   * @return the node
   */
  public static JobMember of(int rank, ContainerInfo container) {
    MemberState state = MemberState.of(container.state(), container.exit());
    return new JobMember(
        rank,
        state,
        Optional.of(container.id()),
        state.ended() ? container.exit() : Optional.empty(),
        container.startedAt(),
        state.ended() ? container.finishedAt() : Optional.empty(),
        Ends.reason(state, container.exit(), container.nativeState()));
  }

  /**
   * A node, as the runtime tells of it that schedules the job.
   *
   * @param node what is known of its newest container
   * @return the node
   */
  public static JobMember of(IndexedJobNode node) {
    MemberState state = MemberState.of(node.state(), node.exit());
    if (state == MemberState.MISSING) {
      return missing(node.index(), "the runtime has no container of it");
    }
    return new JobMember(
        node.index(),
        state,
        node.container(),
        state.ended() ? node.exit() : Optional.empty(),
        node.started(),
        state.ended() ? node.finished() : Optional.empty(),
        Ends.reason(state, node.exit(), node.state().toString()));
  }

  /**
   * A node that the runtime is going to make.
   *
   * @param rank its rank
   * @param reason what it waits for, in words; empty if that is not known
   * @return the node
   */
  public static JobMember expected(int rank, String reason) {
    return without(rank, MemberState.WAITING, Optional.empty(), reason);
  }

  /**
   * How it is, in words that follow its name.
   *
   * @return for example "failed with exit code 3: out of memory"
   */
  public String words() {
    return Ends.words(this);
  }

  /**
   * This node after its end.
   *
   * @param how its end
   * @param when when that was seen, for a node that does not tell itself
   * @return a copy
   */
  public JobMember ended(Exit how, Instant when) {
    return new JobMember(
        rank,
        MemberState.of(how),
        container,
        Optional.of(how),
        startedAt,
        finishedAt.or(() -> Optional.of(when)),
        Ends.reason(how));
  }
}
