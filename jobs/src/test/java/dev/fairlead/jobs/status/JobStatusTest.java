package dev.fairlead.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nothing but an observed 0 of every rank is a success: all cases, not some. */
class JobStatusTest {

  private static final int MOST = 6;
  private static final int MOST_STEPS = 3;
  private static final List<MemberState> STATES = List.of(MemberState.values());

  private static final List<Optional<Exit>> EXITS =
      List.of(
          Optional.empty(),
          Optional.of(new Exit.Exited(0)),
          Optional.of(new Exit.Exited(3)),
          Optional.of(new Exit.Signalled(Signal.KILL)),
          Optional.of(new Exit.OutOfMemory(137)),
          Optional.of(new Exit.OutOfMemory(0)),
          Optional.of(new Exit.StartFailed(OptionalInt.of(127), "no such program")),
          Optional.of(new Exit.StartFailed(OptionalInt.of(0), "odd")),
          Optional.of(new Exit.StartFailed(OptionalInt.empty(), "unknown")),
          Optional.of(new Exit.Lost("nobody looked")));

  /** The kinds of what cannot be read, each in place of a node: none at all, claimed twice, … */
  private enum Unreadable {
    NO_CONTAINER {
      @Override
      void addTo(List<JobMember> observed, int rank) {}
    },
    DELETED {
      @Override
      void addTo(List<JobMember> observed, int rank) {
        observed.add(JobMember.missing(JobPart.node(rank), "it is being removed"));
      }
    },
    NO_ANSWER {
      @Override
      void addTo(List<JobMember> observed, int rank) {
        observed.add(
            JobMember.unreadable(JobPart.node(rank), Optional.empty(), "the runtime is away"));
      }
    },
    NO_EXIT {
      @Override
      void addTo(List<JobMember> observed, int rank) {
        observed.add(member(rank, ContainerState.EXITED, Optional.empty()));
      }
    },
    LOST_EXIT {
      @Override
      void addTo(List<JobMember> observed, int rank) {
        observed.add(member(rank, ContainerState.EXITED, Optional.of(new Exit.Lost("gone"))));
      }
    },
    UNKNOWN_STATE {
      @Override
      void addTo(List<JobMember> observed, int rank) {
        observed.add(member(rank, ContainerState.UNKNOWN, Optional.of(new Exit.Exited(0))));
      }
    },
    CLAIMED_TWICE {
      @Override
      void addTo(List<JobMember> observed, int rank) {
        observed.add(success(rank));
        observed.add(success(rank));
      }
    };

    abstract void addTo(List<JobMember> observed, int rank);
  }

  private static JobMember success(int rank) {
    return member(rank, ContainerState.EXITED, Optional.of(new Exit.Exited(0)));
  }

  private static JobMember member(int rank, ContainerState state, Optional<Exit> exit) {
    MemberState folded = MemberState.of(state, exit);
    return new JobMember(
        JobPart.node(rank),
        folded,
        Optional.of(ContainerId.of("c" + rank)),
        exit,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  private static JobMember inState(int rank, MemberState state) {
    return switch (state) {
      case WAITING -> member(rank, ContainerState.CREATED, Optional.empty());
      case RUNNING -> member(rank, ContainerState.RUNNING, Optional.empty());
      case SUCCEEDED -> success(rank);
      case FAILED -> member(rank, ContainerState.EXITED, Optional.of(new Exit.Exited(1)));
      case LOST -> member(rank, ContainerState.EXITED, Optional.empty());
      case MISSING -> JobMember.missing(JobPart.node(rank), "");
      case UNREADABLE -> JobMember.unreadable(JobPart.node(rank), Optional.empty(), "");
    };
  }

  /** Every multiset of states of a size, in one order and in the other. */
  private static void multisets(
      int size, int from, List<MemberState> so, Consumer<List<MemberState>> each) {
    if (so.size() == size) {
      each.accept(so);
      return;
    }
    for (int at = from; at < STATES.size(); at++) {
      List<MemberState> more = new ArrayList<>(so);
      more.add(STATES.get(at));
      multisets(size, at, more, each);
    }
  }

  @Test
  void aJobSucceedsOnlyIfEachNodeWasSeenToSucceed() {
    int[] seen = new int[2];
    for (int size = 1; size <= MOST; size++) {
      multisets(
          size,
          0,
          List.of(),
          states -> {
            List<JobMember> members = new ArrayList<>();
            states.forEach(state -> members.add(inState(members.size(), state)));
            boolean all = states.stream().allMatch(MemberState.SUCCEEDED::equals);
            JobStatus status = JobStatus.fold(states.size(), members);
            assertThat(status.state() == JobState.SUCCEEDED).as(states.toString()).isEqualTo(all);
            boolean goesOn =
                states.stream().anyMatch(state -> !state.ended() && state != MemberState.MISSING);
            assertThat(status.state().ended()).as(states.toString()).isEqualTo(!goesOn);
            seen[all ? 0 : 1]++;
          });
    }
    assertThat(seen).containsExactly(MOST, 1715 - MOST);
  }

  @Test
  void whatCannotBeReadNeverMakesASuccessOfWhateverTheOthersAre() {
    int[] seen = new int[1];
    for (int size = 0; size < MOST; size++) {
      multisets(
          size,
          0,
          List.of(),
          states -> {
            for (Unreadable kind : Unreadable.values()) {
              for (int place = 0; place <= states.size(); place++) {
                List<JobMember> observed = new ArrayList<>();
                for (int at = 0; at < states.size(); at++) {
                  observed.add(inState(at < place ? at : at + 1, states.get(at)));
                }
                kind.addTo(observed, place);
                JobStatus status = JobStatus.fold(states.size() + 1, observed);
                assertThat(status.state())
                    .as("%s beside %s", kind, states)
                    .isNotEqualTo(JobState.SUCCEEDED);
                assertThat(status.members()).hasSize(states.size() + 1);
                seen[0]++;
              }
            }
          });
    }
    assertThat(seen[0]).isGreaterThan(20_000);
  }

  private static JobMember step(int place, MemberState state) {
    JobMember node = inState(place, state);
    return new JobMember(
        JobPart.step("s" + place),
        node.state(),
        node.container(),
        node.exit(),
        node.startedAt(),
        node.finishedAt(),
        node.reason());
  }

  private static final Set<MemberState> DONE =
      Set.of(MemberState.SUCCEEDED, MemberState.MISSING, MemberState.LOST);

  /** A step that is not there any more, or tells nothing, was seen to succeed before any node. */
  @Test
  void noStepThatFailedOrCannotBeReadLeavesASuccess() {
    Map<JobState, Integer> seen = new EnumMap<>(JobState.class);
    for (int size = 1; size <= MOST_STEPS; size++) {
      multisets(
          size,
          0,
          List.of(),
          steps ->
              multisets(
                  MOST_STEPS,
                  0,
                  List.of(),
                  nodes -> seen.merge(withSteps(steps, nodes), 1, Integer::sum)));
    }
    assertThat(seen.keySet()).containsExactlyInAnyOrder(JobState.values());
    assertThat(seen.get(JobState.SUCCEEDED)).isEqualTo(3 + 6 + 10);
  }

  private static JobState withSteps(List<MemberState> steps, List<MemberState> nodes) {
    List<JobMember> observed = new ArrayList<>();
    List<String> names = new ArrayList<>();
    nodes.forEach(state -> observed.add(inState(observed.size(), state)));
    for (MemberState state : steps) {
      observed.add(step(names.size(), state));
      names.add("s" + names.size());
    }
    JobState state = JobStatus.fold(nodes.size(), names, observed).state();
    String what = steps + " before " + nodes;
    boolean all = nodes.stream().allMatch(MemberState.SUCCEEDED::equals);
    assertThat(state == JobState.SUCCEEDED)
        .as(what)
        .isEqualTo(all && steps.stream().allMatch(DONE::contains));
    boolean bad = steps.contains(MemberState.FAILED) || nodes.stream().anyMatch(MemberState::bad);
    assertThat(state == JobState.FAILING || (state == JobState.FAILED && bad))
        .as(what)
        .isEqualTo(bad);
    if (steps.contains(MemberState.RUNNING) || steps.contains(MemberState.WAITING)) {
      assertThat(state.ended()).as(what).isFalse();
    }
    return state;
  }

  @Test
  void aStepThatTwoContainersClaimIsUnreadable() {
    JobMember step = step(0, MemberState.SUCCEEDED);
    JobStatus status = JobStatus.fold(1, List.of("s0"), List.of(success(0), step, step));
    assertThat(status.state()).isEqualTo(JobState.UNKNOWN);
    assertThatThrownBy(() -> JobStatus.fold(1, List.of(), List.of(success(0), step)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void betweenTwoStepsNothingHasEnded() {
    JobMember done = step(0, MemberState.SUCCEEDED);
    JobStatus status = JobStatus.fold(2, List.of("s0", "s1"), List.of(done));
    assertThat(status.state()).isEqualTo(JobState.INCOMPLETE);
    assertThat(status.preparing()).isTrue();
    JobStatus failed =
        JobStatus.fold(2, List.of("s0", "s1"), List.of(done, step(1, MemberState.FAILED)));
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.firstFailure().orElseThrow().part()).isEqualTo(JobPart.step("s1"));
  }

  /** Where only the client that runs the job sees how a step ends, others see it lost. */
  @Test
  void aStepWhoseEndNobodyToldIsNoFailureAsLongAsNodesMayCome() {
    JobMember lost = step(0, MemberState.LOST);
    JobStatus before = JobStatus.fold(1, List.of("s0"), List.of(lost));
    assertThat(before.state()).isEqualTo(JobState.INCOMPLETE);
    assertThat(before.firstFailure()).contains(lost);
    JobStatus after =
        JobStatus.fold(1, List.of("s0"), List.of(lost, inState(0, MemberState.RUNNING)));
    assertThat(after.state()).isEqualTo(JobState.RUNNING);
    assertThat(after.firstFailure()).isEmpty();
  }

  @Test
  void noNodeOfAJobThatTheRuntimeSchedulesIsAFailureAndNotABeginning() {
    JobMember done = step(0, MemberState.SUCCEEDED);
    JobStatus status = JobStatus.fold(JobInfo.Form.SCHEDULED, 2, List.of("s0"), List.of(done));
    assertThat(status.state()).isEqualTo(JobState.FAILED);
    assertThat(status.preparing()).isFalse();
  }

  @Test
  void aContainerIsASuccessOnlyIfItHasEndedWithAnObservedZero() {
    int successes = 0;
    for (ContainerState state : ContainerState.values()) {
      for (Optional<Exit> exit : EXITS) {
        boolean success = MemberState.of(state, exit) == MemberState.SUCCEEDED;
        boolean over = state == ContainerState.EXITED || state == ContainerState.DEAD;
        assertThat(success)
            .as("%s %s", state, exit)
            .isEqualTo(over && exit.equals(Optional.of(new Exit.Exited(0))));
        successes += success ? 1 : 0;
      }
    }
    assertThat(successes).isEqualTo(2);
  }

  @Test
  void nobodyCanMakeASuccessOfAnythingElse() {
    assertThatThrownBy(
            () ->
                new JobMember(
                    JobPart.node(0),
                    MemberState.SUCCEEDED,
                    Optional.empty(),
                    Optional.of(new Exit.Exited(1)),
                    Optional.empty(),
                    Optional.empty(),
                    ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new JobResult("demo", JobStatus.fold(1, List.of()), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstToFailIsTheOneThatIsNamed() {
    Instant now = Instant.EPOCH;
    List<JobMember> members =
        List.of(
            failed(0, 143, now.plusSeconds(9)),
            failed(1, 3, now.plusSeconds(2)),
            failed(2, 143, now.plusSeconds(8)));
    assertThat(JobStatus.fold(4, members).firstFailure().orElseThrow().rank()).isEqualTo(1);
    assertThat(JobStatus.fold(2, List.of(success(1))).firstFailure().orElseThrow().rank()).isZero();
    assertThat(JobStatus.fold(2, List.of(success(0), success(1))).firstFailure()).isEmpty();
  }

  private static JobMember failed(int rank, int code, Instant when) {
    return new JobMember(
        JobPart.node(rank),
        MemberState.FAILED,
        Optional.of(ContainerId.of("c" + rank)),
        Optional.of(new Exit.Exited(code)),
        Optional.empty(),
        Optional.of(when),
        "");
  }

  @Test
  void eachStateIsOneThatTheRuleHas() {
    assertThat(state(MemberState.WAITING, MemberState.RUNNING)).isEqualTo(JobState.STARTING);
    assertThat(state(MemberState.SUCCEEDED, MemberState.RUNNING)).isEqualTo(JobState.RUNNING);
    assertThat(state(MemberState.MISSING, MemberState.RUNNING)).isEqualTo(JobState.INCOMPLETE);
    assertThat(state(MemberState.MISSING, MemberState.SUCCEEDED)).isEqualTo(JobState.FAILED);
    assertThat(state(MemberState.FAILED, MemberState.RUNNING)).isEqualTo(JobState.FAILING);
    assertThat(state(MemberState.LOST, MemberState.UNREADABLE)).isEqualTo(JobState.FAILING);
    assertThat(state(MemberState.UNREADABLE, MemberState.RUNNING)).isEqualTo(JobState.UNKNOWN);
  }

  private static JobState state(MemberState first, MemberState second) {
    return JobStatus.fold(2, List.of(inState(0, first), inState(1, second))).state();
  }

  @Test
  void aRankThatTheJobDoesNotHaveIsAMistakeOfTheCaller() {
    assertThatThrownBy(() -> JobStatus.fold(1, List.of(success(0), success(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JobStatus.fold(0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
