package dev.fairlead.jobs.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a job is, with each of its nodes.
 *
 * @param state how it is as a whole
 * @param members its nodes, one for each rank from 0 on, in the order of their ranks
 */
public record JobStatus(JobState state, List<JobMember> members) {

  /** Copies. */
  public JobStatus {
    Objects.requireNonNull(state, "state");
    members = List.copyOf(members);
  }

  /**
   * Folds what was observed of each node into how the job is. This is the only way to a state, and
   * it depends on nothing else:
   *
   * <ol>
   *   <li>a rank that nobody observed is missing, and one that several containers claim is
   *       unreadable;
   *   <li>{@link JobState#SUCCEEDED} if every rank was observed to end with exit code 0, and in no
   *       other case;
   *   <li>if one failed or was lost: {@link JobState#FAILING} while others are waiting, running or
   *       unreadable, else {@link JobState#FAILED};
   *   <li>else {@link JobState#UNKNOWN} if one is unreadable;
   *   <li>else, if one is missing: {@link JobState#INCOMPLETE} while others are waiting or running,
   *       else {@link JobState#FAILED};
   *   <li>else {@link JobState#STARTING} if one is waiting, else {@link JobState#RUNNING}.
   * </ol>
   *
   * @param nodes how many nodes the job has, 1 or more
   * @param observed what was observed; a rank of {@code nodes} or more is an error of the caller
   * @return the status
   */
  public static JobStatus fold(int nodes, Collection<JobMember> observed) {
    if (nodes < 1) {
      throw new IllegalArgumentException("a job has 1 node or more, not " + nodes);
    }
    Map<Integer, List<JobMember>> byRank =
        observed.stream().collect(Collectors.groupingBy(JobMember::rank));
    List<JobMember> members = new ArrayList<>(nodes);
    for (int rank = 0; rank < nodes; rank++) {
      members.add(one(rank, byRank.getOrDefault(rank, List.of())));
    }
    int known = members.size();
    byRank.keySet().stream()
        .filter(rank -> rank >= known)
        .findFirst()
        .ifPresent(
            rank -> {
              throw new IllegalArgumentException("a job of " + nodes + " has no rank " + rank);
            });
    return new JobStatus(state(members), members);
  }

  private static JobMember one(int rank, List<JobMember> claims) {
    return switch (claims.size()) {
      case 0 -> JobMember.missing(rank, "there is no container of this rank");
      case 1 -> claims.get(0);
      default ->
          JobMember.unreadable(
              rank, Optional.empty(), claims.size() + " containers say that they are of this rank");
    };
  }

  private static JobState state(List<JobMember> members) {
    Set<MemberState> seen = EnumSet.noneOf(MemberState.class);
    members.forEach(member -> seen.add(member.state()));
    if (seen.equals(EnumSet.of(MemberState.SUCCEEDED))) {
      return JobState.SUCCEEDED;
    }
    boolean unreadable = seen.contains(MemberState.UNREADABLE);
    boolean goesOn = seen.contains(MemberState.WAITING) || seen.contains(MemberState.RUNNING);
    if (seen.stream().anyMatch(MemberState::bad)) {
      return goesOn || unreadable ? JobState.FAILING : JobState.FAILED;
    }
    if (unreadable) {
      return JobState.UNKNOWN;
    }
    if (seen.contains(MemberState.MISSING)) {
      return goesOn ? JobState.INCOMPLETE : JobState.FAILED;
    }
    return seen.contains(MemberState.WAITING) ? JobState.STARTING : JobState.RUNNING;
  }

  /**
   * The node that made the job fail: of those that failed the one that ended first, as the others
   * were most often ended because of it; else one that was lost or is missing.
   *
   * @return the node; empty if none failed, was lost or is missing
   */
  public Optional<JobMember> firstFailure() {
    return first(MemberState.FAILED)
        .or(() -> first(MemberState.LOST))
        .or(() -> first(MemberState.MISSING));
  }

  private Optional<JobMember> first(MemberState wanted) {
    return members.stream()
        .filter(member -> member.state() == wanted)
        .min(Comparator.comparing(member -> member.finishedAt().orElse(Instant.MAX)));
  }

  /**
   * Since when it runs.
   *
   * @return the first start of a node; empty if none was started, or the runtime does not tell
   */
  public Optional<Instant> startedAt() {
    return members.stream()
        .flatMap(member -> member.startedAt().stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * When it ended.
   *
   * @return the last end of a node; empty unless the job has ended and the runtime tells
   */
  public Optional<Instant> finishedAt() {
    return state.ended()
        ? members.stream()
            .flatMap(member -> member.finishedAt().stream())
            .max(Comparator.naturalOrder())
        : Optional.empty();
  }
}
