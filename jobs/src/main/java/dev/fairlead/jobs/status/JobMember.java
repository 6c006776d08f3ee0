package dev.fairlead.jobs.status;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.job.IndexedJobNode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One node or init step of a job, as it was observed.
 *
 * @param part which one
 * @param state how it is
 * @param container its container; empty if there is none, or no single one
 * @param exit how it ended; empty if it did not, or if nothing is known of its end
 * @param startedAt when it was started; empty if it was not, or the runtime does not tell
 * @param finishedAt when it ended; empty if it did not, or the runtime does not tell
 * @param reason why its state is what it is, in words, where the state alone does not say it; empty
 *     otherwise
 */
public record JobMember(
    JobPart part,
    MemberState state,
    Optional<ContainerId> container,
    Optional<Exit> exit,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    String reason) {

  /** Checks that it does not contradict itself: a success is an observed 0. */
  public JobMember {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(reason, "reason");
    if (state == MemberState.SUCCEEDED && exit.filter(Exit::success).isEmpty()) {
      throw new IllegalArgumentException("nothing but an observed exit code 0 is a success");
    }
  }

  /**
   * A node or init step without a container.
   *
   * @param part which one
   * @param reason why it has none, in words
   * @return the member
   */
  public static JobMember missing(JobPart part, String reason) {
    return without(part, MemberState.MISSING, Optional.empty(), reason);
  }

  /**
   * This one with what it waits for.
   *
   * @param why in the runtime's words; empty if that is not known
   * @return a copy
   */
  public JobMember waitingFor(String why) {
    return new JobMember(part, state, container, exit, startedAt, finishedAt, why);
  }

  /**
   * A node or init step that cannot be read.
   *
   * @param part which one
   * @param container its container; empty if it is not known
   * @param reason why not, in words
   * @return the member
   */
  public static JobMember unreadable(JobPart part, Optional<ContainerId> container, String reason) {
    return without(part, MemberState.UNREADABLE, container, reason);
  }

  private static JobMember without(
      JobPart part, MemberState state, Optional<ContainerId> container, String reason) {
    return new JobMember(
        part, state, container, Optional.empty(), Optional.empty(), Optional.empty(), reason);
  }

  /**
   * A node or init step, as its container shows.
   *
   * @param part which one
   * @param container what is known of its container
   * @return the member
   */
  public static JobMember of(JobPart part, ContainerInfo container) {
    MemberState state = MemberState.of(container.state(), container.exit());
    return new JobMember(
        part,
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
    JobPart part = JobPart.node(node.index());
    MemberState state = MemberState.of(node.state(), node.exit());
    if (state == MemberState.MISSING) {
      return missing(part, "the runtime has no container of it");
    }
    return new JobMember(
        part,
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
   * @param part which one
   * @param reason what it waits for, in words; empty if that is not known
   * @return the node
   */
  public static JobMember expected(JobPart part, String reason) {
    return without(part, MemberState.WAITING, Optional.empty(), reason);
  }

  /**
   * The rank of a node.
   *
   * @return its rank, from 0
   * @throws java.util.NoSuchElementException if it is an init step
   */
  public int rank() {
    return part.rank().orElseThrow();
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
   * This one after its end.
   *
   * @param how its end
   * @param when when that was seen, for one that does not tell itself
   * @return a copy
   */
  public JobMember ended(Exit how, Instant when) {
    return new JobMember(
        part,
        MemberState.of(how),
        container,
        Optional.of(how),
        startedAt,
        finishedAt.or(() -> Optional.of(when)),
        Ends.reason(how));
  }
}
