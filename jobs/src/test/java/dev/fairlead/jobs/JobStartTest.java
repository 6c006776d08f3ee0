package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All or nothing, whatever goes wrong and whenever. */
class JobStartTest {

  private static final int NODES = 4;

  private static JobSpec spec() {
    return Rig.spec("sleeper").nodes(NODES).workspace("/work").build();
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void allNodesAreStartedAndRankZeroIsTheFirst(RuntimeKind kind) {
    Rig rig = kind.rig();
    StartedJob job = rig.await(rig.jobs.run(rig.request(spec())));
    boolean scheduled = kind == RuntimeKind.SCHEDULED;
    assertThat(job.members()).hasSize(scheduled ? 0 : NODES);
    rig.pass(scheduled ? PlayedScheduler.PLACEMENT.plusMillis(500) : Duration.ZERO);
    JobInfo found = rig.await(rig.jobs.get("demo"));
    assertThat(found.status().state()).isEqualTo(JobState.RUNNING);
    assertThat(found.status().members())
        .extracting(member -> member.container().orElseThrow())
        .hasSize(NODES)
        .containsAll(job.members());
    assertThat(job.masterAddress())
        .isEqualTo(
            switch (kind) {
              case NAMES -> "demo-node-0";
              case ADDRESSES, MADE_AND_STARTED, ATTACHED -> "10.9.8.7";
              case ONE_MACHINE -> "127.0.0.1";
              case SCHEDULED -> "demo-0.demo";
            });
    assertThat(rig.notices).isEmpty();
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.fake.openStreams()).isZero();
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aCallThatFailsLeavesNothingWhicheverItIs(RuntimeKind kind) {
    int calls = EachCall.fails(kind, JobStartTest::spec, Accidents::refused, true);
    assertThat(calls).isGreaterThan(kind == RuntimeKind.SCHEDULED ? 5 : 2 * NODES);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aCallWhoseAnswerIsLostLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.fails(kind, JobStartTest::spec, Accidents::lost, false);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aBrokenConnectionBeforeACallLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.fails(kind, JobStartTest::spec, Accidents::unreachable, false);
  }

  /** As a runtime does that was cut off from its client, and not from its work. */
  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aCallThatIsDoneAfterItsAnswerWasLostLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.fails(kind, JobStartTest::spec, Accidents::late, false);
  }

  /** As an engine does that has begun to make something when its client leaves. */
  @ParameterizedTest
  @EnumSource(value = RuntimeKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MADE_AND_STARTED")
  void cancellingWhatGoesOnAllTheSameLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.isCancelled(kind, JobStartTest::spec, Accidents::stubborn);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void cancellingAtACallLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.isCancelled(kind, JobStartTest::spec, Accidents::held);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void cancellingAfterACallWasDoneLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.isCancelled(kind, JobStartTest::spec, Accidents::answerHeld);
  }

  @Test
  void aNameInUseIsAConflictAndWhatHasItStays() {
    Rig rig = RuntimeKind.NAMES.rig();
    rig.await(rig.jobs.run(rig.request(spec())));
    List<String> before = rig.leftovers();
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("name is in use")
        .hasMessageContaining("fairlead job rm demo");
    assertThat(rig.leftovers()).isEqualTo(before);
  }

  @Test
  void aForeignContainerOfANodesNameIsLeftAloneAndNamed() {
    Rig rig = RuntimeKind.NAMES.rig();
    rig.await(
        rig.runtime
            .containers()
            .create(
                ContainerSpec.builder("host").name("demo-node-2").command("sleeper").build(),
                PlanMode.STRICT));
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .hasMessageContaining("demo-node-2");
    assertThat(rig.leftovers()).containsExactly("container demo-node-2");
  }

  @Test
  void theStepThatFailedIsNamed() {
    Rig rig = RuntimeKind.NAMES.rig();
    rig.fake
        .faults()
        .fail("start", 3, () -> new BackendFailureException(Accidents.context(), "no room", null));
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("'start node 2'")
        .hasMessageContaining("no room");
    assertThat(rig.leftovers()).isEmpty();
  }

  /** The connection goes in the middle, and for a while nothing can be removed either. */
  @Test
  void aRuntimeThatComesBackIsCleanedUp() {
    Rig rig = RuntimeKind.NAMES.rig();
    rig.interposed.from(9, Duration.ofSeconds(6), Accidents.unreachable());
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .hasMessageContaining("away");
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.notices).isEmpty();
  }

  @Test
  void aRuntimeThatStaysAwayIsToldOf() {
    Rig rig = RuntimeKind.NAMES.rig();
    rig.interposed.from(9, Duration.ofHours(6), Accidents.unreachable());
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .hasMessageContaining("away");
    assertThat(rig.leftovers()).isNotEmpty();
    assertThat(rig.notices).singleElement().asString().contains("fairlead job rm -f demo");
  }

  @Test
  void anImageThatIsNotThereIsSaidAndNothingIsMade() {
    Rig rig = RuntimeKind.NAMES.rig();
    JobSpec spec =
        JobSpec.builder("demo", ContainerSpec.builder("nowhere:1").build()).nodes(2).build();
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec))))
        .hasMessageContaining("'get image nowhere:1'");
    assertThat(rig.interposed.names()).doesNotContain("create");
  }

  @Test
  void whereContainersNeitherRunByThemselvesNorCanBeAttachedToAJobIsRefused() {
    Rig rig = new Rig(Set.of(), Capability.DETACH, Capability.ATTACH);
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .isInstanceOf(OperationUnsupportedException.class)
        .hasMessageContaining("detach");
    assertThat(rig.interposed.names()).isEmpty();
  }

  @Test
  void nothingHappensBeforeTheSubscriptionAndItAllHappensAgainForEach() {
    Rig rig = RuntimeKind.NAMES.rig();
    var run = rig.jobs.run(rig.request(spec()));
    assertThat(rig.interposed.names()).isEmpty();
    for (int time = 0; time < 2; time++) {
      rig.await(run);
      rig.await(rig.jobs.delete("demo"));
    }
    assertThat(rig.leftovers()).isEmpty();
    assertThat(Stream.of("create", "start"))
        .allSatisfy(name -> assertThat(count(rig, name)).isGreaterThanOrEqualTo(2 * NODES));
  }

  private static long count(Rig rig, String name) {
    return rig.interposed.names().stream().filter(name::equals).count();
  }
}
