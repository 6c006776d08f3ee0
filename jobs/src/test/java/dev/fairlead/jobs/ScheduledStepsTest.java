package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.internal.found.JobLabels;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.BackendFailureException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

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

  private Mono<JobResult> waitBegunDuringTheStep(String step) {
    Mono<StartedJob> start = rig.jobs.run(rig.request(spec(step))).cache();
    start.subscribe(job -> {}, error -> {});
    rig.pass(Duration.ofMillis(500));
    assertThat(rig.await(elsewhere.get("demo")).form()).isEqualTo(JobInfo.Form.COMPOSED);
    Mono<JobResult> wait = elsewhere.waitFor("demo").cache();
    wait.subscribe(result -> {}, error -> {});
    return wait;
  }

  /** Nobody but the runtime knows how long nodes wait for a place. */
  @Test
  void whoBeganToWaitDuringThemIsToldTheEndOfTheJob() {
    rig.scheduler.placement(Duration.ofMinutes(5));
    Mono<JobResult> wait = waitBegunDuringTheStep("fetch");
    JobResult result = rig.await(wait);
    assertThat(result.succeeded()).as(result.toString()).isTrue();
    assertThat(rig.fake.openStreams()).isZero();
  }

  /** The job has come and ended between two looks. */
  @Test
  void anEndOfAJobThatCameUnseenIsThatOfTheJob() {
    rig.scheduler.placement(Duration.ZERO);
    Mono<StartedJob> start =
        rig.jobs
            .run(
                rig.request(
                    Rig.spec("third-fails")
                        .nodes(4)
                        .initSteps(List.of(InitStep.of("first", "fetch")))
                        .build()))
            .cache();
    start.subscribe();
    rig.pass(Duration.ofMillis(500));
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.status().members())
        .extracting(JobMember::state)
        .containsExactly(
            MemberState.MISSING, MemberState.MISSING, MemberState.FAILED, MemberState.MISSING);
  }

  @Test
  void cancellingAWaitThatBeganDuringThemStopsLooking() {
    rig.scheduler.placement(Duration.ofHours(1));
    Mono<StartedJob> start = rig.jobs.run(rig.request(spec("fetch"))).cache();
    start.subscribe();
    rig.pass(Duration.ofMillis(500));
    Disposable wait = elsewhere.waitFor("demo").subscribe();
    rig.pass(Duration.ofMillis(200));
    wait.dispose();
    rig.await(start);
    int before = rig.interposed.names().size();
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.interposed.names()).hasSize(before);
  }

  @Test
  void aStepThatTheJobDoesNotHaveIsSomebodysOwnLabel() {
    rig.await(rig.jobs.run(rig.request(spec("fetch"))));
    ContainerSpecBuilder stray = ContainerSpec.builder("host").name("stray").command("sleeper");
    JobLabels.of(spec("fetch"), List.of("other"), JobPart.step("other")).addTo(stray);
    rig.await(rig.fake.containers().create(stray.build(), PlanMode.STRICT));
    JobInfo job = rig.await(elsewhere.list().single());
    assertThat(job.form()).isEqualTo(JobInfo.Form.SCHEDULED);
    assertThat(job.status().stepNames()).containsExactly("first");
  }

  /** It was through before the job was made, so nothing was lost with it. */
  @Test
  void oneWhoseContainerIsGoneIsNotWhatAJobIsLostBy() {
    rig.await(rig.jobs.run(rig.request(spec("fetch"))));
    ContainerId first =
        rig.await(elsewhere.status("demo")).steps().get(0).container().orElseThrow();
    rig.await(rig.fake.containers().remove(first, RemoveOptions.force()));
    Mono<JobResult> wait = elsewhere.waitFor("demo").cache();
    wait.subscribe();
    rig.await(rig.jobs.delete("demo"));
    JobResult result = rig.await(wait);
    assertThat(result.exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
    assertThat(result.status().steps())
        .singleElement()
        .satisfies(step -> assertThat(step.state()).isEqualTo(MemberState.MISSING));
    assertThat(result.failure().orElseThrow().part()).contains(JobPart.node(0));
  }

  @Test
  void whatTheRuntimeSaidOfTheirContainersIsTold() {
    rig.interposed.from(
        1,
        Duration.ofHours(1),
        new Interposed.Accident() {
          @Override
          public <T> Flux<T> to(Flux<T> call, Scheduler time) {
            return call.map(ScheduledStepsTest::warned);
          }
        });
    StartedJob job = rig.await(rig.jobs.run(rig.request(spec("fetch"))));
    assertThat(job.warnings()).containsExactly("no limits here");
  }

  @SuppressWarnings("unchecked")
  private static <T> T warned(T answer) {
    return answer instanceof CreateResult made
        ? (T) new CreateResult(made.id(), made.outcome(), List.of("no limits here"))
        : answer;
  }
}
