package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Followed logs of jobs of the runtime end with what is wanted of them. */
class ScheduledLogsTest {

  private final Rig rig = BothWaysTest.Way.SCHEDULED.rig();
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  private void run(JobSpecBuilder spec) {
    rig.await(rig.jobs.run(rig.request(spec.build())));
  }

  private List<String> tags(Flux<? extends JobEvent> events) {
    return rig.await(
        events.ofType(JobLogEvent.class).map(event -> event.part().tag()).collectList());
  }

  @Test
  void thoseOfAStepEndWithTheStep() {
    run(Rig.spec("sleeper").nodes(2).initSteps(List.of(InitStep.of("first", "fetch"))));
    JobLogOptions step = JobLogOptions.following().only(JobPart.step("first"));
    assertThat(tags(elsewhere.logs("demo", step))).containsExactly("first");
    assertThat(rig.await(elsewhere.status("demo")).state())
        .isIn(JobState.STARTING, JobState.RUNNING);
    assertThat(rig.fake.openStreams()).isZero();
  }

  @Test
  void thoseOfANodeEndWithTheNode() {
    run(Rig.spec("rank").nodes(60));
    JobLogOptions first = JobLogOptions.following().only(JobPart.node(0));
    assertThat(tags(elsewhere.logs("demo", first))).containsExactly("0", "0");
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.RUNNING);
    assertThat(rig.fake.openStreams()).isZero();
  }

  /** A node without a container never comes, and the runtime does not say that it is over. */
  @Test
  void aRuntimeThatCannotTellHowTheJobEndedKeepsNobodyWaiting() {
    run(Rig.spec("rank").nodes(2));
    rig.await(elsewhere.waitFor("demo"));
    ContainerId second =
        rig.await(elsewhere.status("demo")).members().get(1).container().orElseThrow();
    rig.await(rig.fake.containers().remove(second, RemoveOptions.force()));
    rig.scheduler.vague();
    List<JobLogEvent> events =
        rig.await(elsewhere.logs("demo", JobLogOptions.following()).collectList());
    assertThat(events).hasSize(3);
    assertThat(events.get(2)).isInstanceOf(JobLogEvent.Trouble.class);
    assertThat(events.get(2).part()).isEqualTo(JobPart.node(1));
  }

  /** The watch of the logs is the third call, and stays silent; the end is seen by another one. */
  @Test
  void whatCameUnseenBeforeTheEndIsShownAfterIt() {
    run(Rig.spec("rank").nodes(2));
    rig.interposed.at(3, Accidents.held());
    int before = rig.interposed.names().size();
    List<JobEvent> events =
        rig.await(elsewhere.follow("demo", JobLogOptions.following()).collectList());
    assertThat(rig.interposed.names().subList(before, before + 4))
        .containsExactly("list", "list", "watch", "watch");
    assertThat(events).hasSize(5).last().isInstanceOf(JobResult.class);
    assertThat(events.subList(0, 4)).allMatch(JobLogEvent.Line.class::isInstance);
  }
}
