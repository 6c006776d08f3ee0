package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.error.BackendFailureException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Init steps of jobs that the runtime schedules: containers of their own before all nodes. */
class ScheduledStepsTest {

  private final Rig rig = BothWaysTest.Way.SCHEDULED.rig();
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  private static JobSpec spec(String program) {
    return Rig.spec("rank").nodes(2).initSteps(List.of(InitStep.of("first", program))).build();
  }

  @Test
  void theyRunOnceBeforeTheJobIsMadeAndAreFoundBesideIt() {
    rig.await(rig.jobs.run(rig.request(spec("fetch"))));
    assertThat(rig.scheduler.names()).containsExactly("demo");
    List<String> tags =
        rig.await(
            elsewhere
                .logs("demo", JobLogOptions.following())
                .map(event -> event.part().tag())
                .collectList());
    assertThat(tags).startsWith("first").contains("0", "1");
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    JobStatus status = rig.await(elsewhere.list().single()).status();
    assertThat(status.steps())
        .singleElement()
        .satisfies(step -> assertThat(step.state()).isEqualTo(MemberState.SUCCEEDED));
    assertThat(status.members()).hasSize(2);
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.fake.openStreams()).isZero();
  }

  @Test
  void oneThatFailsLeavesNoJob() {
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec("broken")))))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("init step first failed with exit code 3");
    assertThat(rig.leftovers()).isEmpty();
  }
}
