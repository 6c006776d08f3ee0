package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is the same whether single containers make a job or the runtime schedules it. */
class BothWaysTest {

  enum Way {
    COMPOSED,
    SCHEDULED;

    Rig rig() {
      return this == COMPOSED
          ? new Rig(Set.of(Capability.ISOLATION), Capability.NETWORKS)
          : new Rig(
              Set.of(Capability.ISOLATION, Capability.INDEXED_JOBS),
              Capability.NETWORKS,
              Capability.NAME_RESOLUTION);
    }
  }

  private static StartedJob run(Rig rig, JobSpecBuilder spec) {
    return rig.await(rig.jobs.run(rig.request(spec.build())));
  }

  private static Jobs elsewhere(Rig rig) {
    return new RuntimeJobs(rig.runtime, rig.time, rig.files);
  }

  private static void nothingIsLeft(Rig rig) {
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.fake.openStreams()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void eachNodeIsToldTheSame(Way way) {
    Rig rig = way.rig();
    StartedJob job = run(rig, Rig.spec("environment").nodes(3));
    List<String> told =
        rig.await(
            elsewhere(rig)
                .logs("demo", JobLogOptions.following())
                .map(event -> ((JobLogEvent.Line) event).line().text())
                .sort()
                .collectList());
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 3).mapToObj(rank -> told(way, job, rank)).toList());
    assertThat(job.masterPort()).isEqualTo(29500);
  }

  private static String told(Way way, StartedJob job, int rank) {
    String master =
        way == Way.COMPOSED && rank == 0 && job.masterAddress().startsWith("10.")
            ? "127.0.0.1"
            : job.masterAddress();
    return "LOCAL_RANK=0 LOCAL_WORLD_SIZE=1 MASTER_ADDR="
        + master
        + " MASTER_PORT=29500 NNODES=3 NODE_RANK="
        + rank
        + " PET_MASTER_ADDR="
        + master
        + " PET_MASTER_PORT=29500 PET_NNODES=3 PET_NODE_RANK="
        + rank
        + " RANK="
        + rank
        + " WORLD_SIZE=3 PET_NPROC_PER_NODE=1";
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aJobOfAllZeroesHasSucceededAndAnotherProcessKnows(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("rank").nodes(3).timeout(Duration.ofHours(1)).workspace("/work"));
    assertThat(rig.await(elsewhere(rig).status("demo")).state())
        .isIn(JobState.STARTING, JobState.RUNNING);
    JobResult result = rig.await(elsewhere(rig).waitFor("demo"));
    assertThat(result.exitCode()).isZero();
    JobInfo info = rig.await(elsewhere(rig).list().single());
    assertThat(info.status().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(info.status().members())
        .allSatisfy(
            member -> {
              assertThat(member.startedAt()).isPresent();
              assertThat(member.finishedAt()).isPresent();
            });
    assertThat(info.image()).isEqualTo("host");
    assertThat(info.nodes()).isEqualTo(3);
    assertThat(info.timeout()).contains(Duration.ofHours(1));
    assertThat(info.form().name()).isEqualTo(way.name());
    assertThat(rig.await(elsewhere(rig).delete("demo"))).isTrue();
    nothingIsLeft(rig);
    assertThat(rig.await(elsewhere(rig).delete("demo"))).isFalse();
    assertThatThrownBy(() -> rig.await(elsewhere(rig).get("demo")))
        .isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theNodeThatFailsIsNamedWithItsCodeAndItsLastLines(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("third-fails").nodes(4));
    JobResult result = rig.await(elsewhere(rig).waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(3);
    JobFailure failure = result.failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(JobFailure.Reason.NODE_FAILED);
    assertThat(failure.part()).contains(JobPart.node(2));
    assertThat(failure.words()).isEqualTo("job demo: node 2 failed with exit code 3");
    assertThat(failure.logTail()).containsExactly("no such tensor");
    assertThat(rig.await(elsewhere(rig).status("demo")).state()).isEqualTo(JobState.FAILED);
    assertThat(rig.await(elsewhere(rig).waitFor("demo")).exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aJobThatTakesTooLongIsEnded(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("sleeper").nodes(2).timeout(Duration.ofMinutes(1)));
    JobResult result = rig.await(elsewhere(rig).waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(JobResult.TIMED_OUT);
    assertThat(result.failure().orElseThrow().reason()).isEqualTo(JobFailure.Reason.TIMED_OUT);
    assertThat(result.failure().orElseThrow().words()).contains("60000 ms");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void followingShowsAllLogsThenTheEndAndThenNothingIsLeft(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("rank").nodes(3).removal(JobSpec.Removal.AFTER_THE_END));
    List<JobEvent> events =
        rig.await(elsewhere(rig).follow("demo", JobLogOptions.following()).collectList());
    assertThat(events).hasSize(7);
    assertThat(((JobResult) events.get(6)).succeeded()).isTrue();
    assertThat(events.subList(0, 6)).allMatch(JobLogEvent.Line.class::isInstance);
    nothingIsLeft(rig);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aJobIsStoppedFromElsewhereAndIsNoSuccess(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("sleeper").nodes(3));
    rig.pass(PlayedScheduler.PLACEMENT.plusMillis(500));
    rig.await(elsewhere(rig).stop("demo", StopOptions.defaults()));
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isEqualTo(143);
    assertThat(rig.await(rig.jobs.status("demo")).state()).isEqualTo(JobState.FAILED);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aNameInUseIsAConflictWhicheverWayTheOtherJobWasMade(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("sleeper").nodes(2));
    List<String> before = rig.leftovers();
    for (JobSpecBuilder again : List.of(Rig.spec("sleeper").nodes(2), Rig.spec("rank").nodes(5))) {
      assertThatThrownBy(() -> run(rig, again))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("name is in use")
          .hasMessageContaining("fairlead job rm demo");
    }
    assertThat(rig.leftovers()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aWaitOverABrokenConnectionGoesOn(Way way) {
    Rig rig = way.rig();
    run(rig, Rig.spec("rank").nodes(4));
    var wait = elsewhere(rig).waitFor("demo").cache();
    wait.subscribe();
    rig.pass(Duration.ofMillis(1500));
    rig.fake.cut();
    rig.scheduler.cut();
    assertThat(rig.await(wait).succeeded()).isTrue();
    assertThat(rig.fake.openStreams()).isZero();
  }
}
