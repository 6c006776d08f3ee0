package dev.fairlead.jobs.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a job is, with each of its nodes and init steps.
 *
 * @param state how it is as a whole
 * @param steps its init steps, in the order in which they are run
 * @param members its nodes, one for each rank from 0 on, in the order of their ranks
 */
public record JobStatus(JobState state, List<JobMember> steps, List<JobMember> members) {

  /** Copies. */
  public JobStatus {
    Objects.requireNonNull(state, "state");
    steps = List.copyOf(steps);
    members = List.copyOf(members);
  }

  /**
   * Folds what was observed of a job without init steps.
   *
   * @param nodes how many nodes the job has, 1 or more
   * @param observed what was observed; a rank of {@code nodes} or more is an error of the caller
   * @return the status
   */
  public static JobStatus fold(int nodes, Collection<JobMember> observed) {
    return fold(nodes, List.of(), observed);
  }

  /**
   * Folds what was observed of a job whose nodes are made by clients.
   *
   * @param nodes how many nodes the job has, 1 or more
   * @param steps the names of its init steps, in order
   * @param observed what was observed; a rank of {@code nodes} or more, or another step, is an
   *     error of the caller
   * @return the status
   */
  public static JobStatus fold(int nodes, List<String> steps, Collection<JobMember> observed) {
    return fold(JobInfo.Form.COMPOSED, nodes, steps, observed);
  }

  /**
   * Folds what was observed of each node and init step into how the job is. This is the only way to
   * a state, and it depends on nothing else:
   *
   * <ol>
   *   <li>a rank or step that nobody observed is missing, and one that several containers claim is
   *       unreadable;
   *   <li>{@link JobState#SUCCEEDED} if every rank was observed to end with exit code 0, and no
   *       step failed, goes on or cannot be read, and in no other case. A step may be missing or
   *       lost then: nodes are made only after all steps were seen to succeed;
   *   <li>if a node failed or was lost, or a step failed: {@link JobState#FAILING} while others are
   *       waiting, running or unreadable, else {@link JobState#FAILED};
   *   <li>else {@link JobState#UNKNOWN} if one is unreadable;
   *   <li>else {@link JobState#STARTING} if a step is waiting or runs;
   *   <li>else, if a node is missing: {@link JobState#INCOMPLETE} while others are waiting or
   *       running, or if there are steps and no node at all, which is how it is between two steps
   *       where clients make the nodes; else {@link JobState#FAILED};
   *   <li>else {@link JobState#STARTING} if a node is waiting, else {@link JobState#RUNNING}.
   * </ol>
   *
   * @param form who makes its nodes
   * @param nodes how many nodes the job has, 1 or more
   * @param steps the names of its init steps, in order
   * @param observed what was observed; a rank of {@code nodes} or more, or another step, is an
   *     error of the caller
   * @return the status
   */
  public static JobStatus fold(
      JobInfo.Form form, int nodes, List<String> steps, Collection<JobMember> observed) {
    if (nodes < 1) {
      throw new IllegalArgumentException("a job has 1 node or more, not " + nodes);
    }
    Map<JobPart, List<JobMember>> claims =
        observed.stream().collect(Collectors.groupingBy(JobMember::part));
    List<JobMember> before = new ArrayList<>(steps.size());
    steps.forEach(name -> before.add(one(JobPart.step(name), claims)));
    List<JobMember> members = new ArrayList<>(nodes);
    for (int rank = 0; rank < nodes; rank++) {
      members.add(one(JobPart.node(rank), claims));
    }
    claims.keySet().stream()
        .findFirst()
        .ifPresent(
            part -> {
              throw new IllegalArgumentException("a job of " + nodes + " has no " + part.words());
            });
    return new JobStatus(StatusRule.state(form, before, members), before, members);
  }

  private static JobMember one(JobPart part, Map<JobPart, List<JobMember>> all) {
    List<JobMember> claims = Optional.ofNullable(all.remove(part)).orElse(List.of());
    return switch (claims.size()) {
      case 0 -> JobMember.missing(part, "there is no container of it");
      case 1 -> claims.get(0);
      default ->
          JobMember.unreadable(
              part, Optional.empty(), claims.size() + " containers say that they are it");
    };
  }

  /**
   * All that has containers of its own.
   *
   * @return init steps first, then nodes
   */
  public List<JobMember> parts() {
    return Stream.concat(steps.stream(), members.stream()).toList();
  }

  /**
   * The names of its init steps.
   *
   * @return the names, in order
   */
  public List<String> stepNames() {
    return steps.stream().map(step -> step.part().step()).toList();
  }

  /**
   * Whether its init steps are under way: one of them may go on or come, or its nodes are about to
   * be made.
   *
   * @return true if it has steps and none of its nodes was made, unless it has ended
   */
  public boolean preparing() {
    return !steps.isEmpty() && !state.ended() && none();
  }

  /**
   * What made the job fail: an init step that failed; else of the nodes that failed the one that
   * ended first, as the others were most often ended because of it; else one that was lost; else an
   * init step that was lost, if no node was made after it; else a node that is missing.
   *
   * @return the node or step; empty if none failed, was lost or is missing
   */
  public Optional<JobMember> firstFailure() {
    return step(MemberState.FAILED)
        .or(() -> first(MemberState.FAILED))
        .or(() -> first(MemberState.LOST))
        .or(() -> none() ? step(MemberState.LOST) : Optional.empty())
        .or(() -> first(MemberState.MISSING));
  }

  private Optional<JobMember> step(MemberState wanted) {
    return steps.stream().filter(step -> step.state() == wanted).findFirst();
  }

  /** Whether no node was made, or all are gone. */
  private boolean none() {
    return members.stream()
        .allMatch(member -> member.state() == MemberState.MISSING && member.container().isEmpty());
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
