package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.internal.found.ScheduledJobs;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.job.IndexedJobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may not see what the runtime schedules keeps what is of single containers. */
class ScheduledRightsTest {

  private final Rig rig = BothWaysTest.Way.SCHEDULED.rig();
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  private void composed() {
    Jobs older = ScheduledJobsTest.otherClient(rig, Set.of(Capability.ISOLATION));
    rig.await(older.run(Rig.spec("rank").nodes(2).build()));
  }

  private void scheduledAfterAStep() {
    rig.await(
        rig.jobs.run(
            rig.request(
                Rig.spec("sleeper")
                    .nodes(2)
                    .initSteps(List.of(InitStep.of("first", "fetch")))
                    .build())));
  }

  @Test
  void jobsOfSingleContainersAreSeenWaitedForAndRemoved() {
    composed();
    rig.scheduler.deny();
    assertThat(rig.await(elsewhere.get("demo")).form()).isEqualTo(JobInfo.Form.COMPOSED);
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void theyAreListedBeforeTheError() {
    composed();
    rig.scheduler.deny();
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> rig.await(elsewhere.list().doOnNext(job -> seen.add(job.name())).then()))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(seen).containsExactly("demo");
  }

  /** The containers of init steps alone do not tell which of the two a job is. */
  @Test
  void whatTheRuntimeSchedulesIsNotTakenForAnotherJob() {
    scheduledAfterAStep();
    rig.scheduler.deny();
    assertThatThrownBy(() -> rig.await(elsewhere.get("demo")))
        .isInstanceOf(AccessDeniedException.class);
    List<JobInfo> seen = new ArrayList<>();
    assertThatThrownBy(() -> rig.await(elsewhere.list().doOnNext(seen::add).then()))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(seen).isEmpty();
    assertThatThrownBy(() -> rig.await(elsewhere.delete("demo")))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(rig.scheduler.names()).containsExactly("demo");
  }

  /** Two clients of different versions may make both at the same moment. */
  @Test
  void ofTwoOfOneNameTheOneOfContainersIsTold() {
    composed();
    ContainerSpec node = ContainerSpec.builder("host").command("sleeper").build();
    IndexedJobSpec.Builder other = IndexedJobSpec.builder("demo", node);
    ScheduledJobs.labels(Rig.spec("sleeper").build(), List.of()).forEach(other::label);
    rig.await(rig.runtime.indexedJobs().create(other.build(), PlanMode.STRICT));
    assertThat(rig.await(elsewhere.get("demo")).form()).isEqualTo(JobInfo.Form.COMPOSED);
    assertThat(rig.await(elsewhere.list().single()).form()).isEqualTo(JobInfo.Form.COMPOSED);
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }
}
