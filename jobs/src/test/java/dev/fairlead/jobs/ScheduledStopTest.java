package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Stopping a job of the runtime while some of its nodes, or all, have not been started yet. */
class ScheduledStopTest {

  private final Rig rig = BothWaysTest.Way.SCHEDULED.rig();
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  private void runWithStarted(int nodes) {
    rig.scheduler.starts(nodes);
    rig.await(rig.jobs.run(rig.request(Rig.spec("sleeper").nodes(2).build())));
    rig.pass(PlayedScheduler.PLACEMENT.plusMillis(500));
  }

  private long stops() {
    return rig.interposed.names().stream().filter("stop"::equals).count();
  }

  @Test
  void whatWaitsInItsContainerCanOnlyBeDeleted() {
    runWithStarted(0);
    assertThat(rig.await(elsewhere.status("demo")).members())
        .allSatisfy(
            member -> {
              assertThat(member.state()).isEqualTo(MemberState.WAITING);
              assertThat(member.container()).isPresent();
            });
    assertThatThrownBy(() -> rig.await(elsewhere.stop("demo", StopOptions.defaults())))
        .isInstanceOfSatisfying(
            ConflictException.class,
            conflict -> assertThat(conflict.context().operation()).isEqualTo("stop job demo"))
        .hasMessageContaining("fairlead job rm -f demo");
    assertThat(stops()).isZero();
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void theEndOfWhatRunsIsTheEndOfWhatWaits() {
    runWithStarted(1);
    rig.await(elsewhere.stop("demo", StopOptions.defaults()));
    assertThat(stops()).isEqualTo(1);
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.status().members())
        .extracting(JobMember::state)
        .containsExactly(MemberState.FAILED, MemberState.MISSING);
  }

  @Test
  void whatHasEndedNeedsNoStop() {
    rig.await(rig.jobs.run(rig.request(Rig.spec("rank").nodes(2).build())));
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    rig.pass(Duration.ofSeconds(1));
    rig.await(elsewhere.stop("demo", StopOptions.defaults()));
    assertThat(stops()).isZero();
  }
}
