package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.internal.found.JobLabels;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.spec.PipPackages;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.BackendFailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Init steps: once, in order, before everything else, and seen by everybody. */
class JobStepsTest {

  private final Rig rig = new Rig(Set.of(Capability.ISOLATION));

  /** Another process, which knows nothing but the runtime. */
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  @AfterEach
  void nothingIsLeftOpen() {
    assertThat(rig.fake.openStreams()).isZero();
  }

  private static JobSpecBuilder spec(String... steps) {
    List<InitStep> all = new ArrayList<>();
    for (String program : steps) {
      all.add(InitStep.of("s" + all.size() + "-" + program, program));
    }
    return Rig.spec("rank").nodes(2).initSteps(all);
  }

  private static String text(JobEvent event) {
    return event instanceof JobLogEvent.Line line
        ? line.part().tag() + " " + line.line().text()
        : event.toString();
  }

  @Test
  void eachRunsOnceInOrderAndTheNodesComeAfterThem() {
    List<String> told = new ArrayList<>();
    rig.await(rig.jobs.run(rig.request(spec("fetch", "fetch").build()).withStepStarted(told::add)));
    assertThat(told).containsExactly("s0-fetch", "s1-fetch");
    JobStatus status = rig.await(elsewhere.status("demo"));
    assertThat(status.steps()).hasSize(2).allMatch(step -> step.state() == MemberState.SUCCEEDED);
    assertThat(status.steps().get(1).startedAt().orElseThrow())
        .isAfterOrEqualTo(status.steps().get(0).finishedAt().orElseThrow());
    assertThat(status.startedAt().orElseThrow())
        .isAfterOrEqualTo(status.steps().get(1).finishedAt().orElseThrow());
    List<String> lines =
        rig.await(
            elsewhere.logs("demo", JobLogOptions.all()).map(JobStepsTest::text).collectList());
    assertThat(lines.subList(0, 2))
        .containsExactly("s0-fetch fetched, of rank none", "s1-fetch fetched, of rank none");
    assertThat(lines.subList(2, lines.size()))
        .contains("0 hello from 0")
        .noneMatch(line -> line.startsWith("s"));
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void logsAreChosenByStepAndByRank() {
    rig.await(rig.jobs.run(rig.request(spec("fetch", "fetch").build())));
    rig.await(elsewhere.waitFor("demo"));
    assertThat(tags(JobLogOptions.all().withSteps(Set.of("s1-fetch")))).containsExactly("s1-fetch");
    assertThat(tags(JobLogOptions.all().withSteps(Set.of("node")))).containsOnly("0", "1");
    assertThat(tags(JobLogOptions.all().withRanks(Set.of(1)))).containsOnly("1");
    assertThat(tags(JobLogOptions.all().withSteps(Set.of("s0-fetch", "node")).withRanks(Set.of(0))))
        .containsOnly("s0-fetch", "0");
    assertThat(tags(JobLogOptions.following().only(JobPart.step("s0-fetch"))))
        .containsExactly("s0-fetch");
  }

  private List<String> tags(JobLogOptions options) {
    return rig.await(
        elsewhere.logs("demo", options).map(event -> event.part().tag()).collectList());
  }

  @Test
  void theTimeOfTheJobIsThatOfItsNodesWheneverSomebodyBeginsToWait() {
    JobSpecBuilder spec = spec("fetch", "fetch", "fetch").timeout(Duration.ofSeconds(2));
    rig.jobs.run(rig.request(spec.build())).subscribe();
    rig.pass(Duration.ofMillis(500));
    assertThat(rig.await(elsewhere.waitFor("demo")).exitCode()).isZero();
  }

  @Test
  void oneThatFailsIsNamedWithItsCodeAndTheEndOfItsLogAndNothingIsLeft() {
    assertThatThrownBy(
            () -> rig.await(rig.jobs.run(rig.request(spec("fetch", "broken", "fetch").build()))))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("init step s1-broken failed with exit code 3")
        .hasMessageContaining("looking | no such host");
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.interposed.names().stream().filter("create"::equals)).hasSize(3);
  }

  @Test
  void oneThatTakesLongerThanItMayEndsTheStart() {
    InitStep slow = InitStep.of("slow", "sleeper").withDeadline(Duration.ofSeconds(7));
    AtomicReference<Throwable> error = new AtomicReference<>();
    rig.jobs
        .run(rig.request(spec().initSteps(List.of(slow)).build()))
        .subscribe(job -> {}, error::set);
    rig.pass(Duration.ofMillis(6500));
    assertThat(error.get()).isNull();
    assertThat(rig.leftovers()).contains("container demo-init-slow");
    rig.pass(Duration.ofSeconds(8));
    assertThat(error.get()).hasMessageContaining("init step slow did not end within 7000 ms");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void whileOneRunsOthersSeeTheJobAndFollowItToItsEnd() {
    AtomicReference<StartedJob> started = new AtomicReference<>();
    Disposable run =
        rig.jobs.run(rig.request(spec("fetch", "fetch").build())).subscribe(started::set);
    rig.pass(Duration.ofMillis(500));
    JobStatus status = rig.await(elsewhere.status("demo"));
    assertThat(status.state()).isEqualTo(JobState.STARTING);
    assertThat(status.steps().get(0).state()).isEqualTo(MemberState.RUNNING);
    assertThat(status.steps().get(1).state()).isEqualTo(MemberState.MISSING);
    assertThat(rig.await(elsewhere.list().collectList())).hasSize(1);
    List<String> seen = new ArrayList<>();
    elsewhere.follow("demo", JobLogOptions.following()).subscribe(event -> seen.add(text(event)));
    AtomicReference<JobResult> result = new AtomicReference<>();
    elsewhere.waitFor("demo").subscribe(result::set);
    rig.pass(Duration.ofSeconds(30));
    assertThat(started.get()).isNotNull();
    assertThat(result.get().failure()).isEmpty();
    assertThat(seen)
        .startsWith("s0-fetch fetched, of rank none", "s1-fetch fetched, of rank none")
        .contains("0 hello from 0", "1 bye from 1")
        .hasSize(2 + 4 + 1);
    assertThat(seen.get(6)).startsWith("JobResult");
    run.dispose();
  }

  /** A step of a job, and nobody who goes on after it. */
  @Test
  void aJobWhoseClientDiesWithItsStepsNeverSucceedsAndCanBeRemoved() {
    JobSpec spec = spec("fetch").build();
    ContainerSpecBuilder step =
        ContainerSpec.builder("host").name("demo-init-s0-fetch").command("fetch");
    JobLabels.of(spec, List.of("s0-fetch"), JobPart.step("s0-fetch")).addTo(step);
    rig.await(rig.runtime.containers().launch(step.build(), PlanMode.STRICT));
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.STARTING);
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.INCOMPLETE);
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(125);
    assertThat(result.failure().orElseThrow().words()).contains("node 0 is missing");
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aStepThatIsStoppedFromElsewhereFailsTheJobForWhoeverWaits() {
    AtomicReference<Throwable> error = new AtomicReference<>();
    rig.jobs.run(rig.request(spec("sleeper").build())).subscribe(job -> {}, error::set);
    rig.pass(Duration.ofSeconds(2));
    AtomicReference<JobResult> result = new AtomicReference<>();
    elsewhere.waitFor("demo").subscribe(result::set, failure -> {});
    rig.pass(Duration.ofSeconds(1));
    elsewhere.stop("demo", StopOptions.defaults()).subscribe();
    rig.pass(Duration.ofSeconds(60));
    assertThat(error.get()).hasMessageContaining("init step s0-sleeper failed with exit code 143");
    JobFailure failure = result.get().failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(JobFailure.Reason.STEP_FAILED);
    assertThat(failure.part()).hasValue(JobPart.step("s0-sleeper"));
    assertThat(result.get().exitCode()).isEqualTo(125);
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void packagesAreInstalledOnceBeforeAllStepsWhereThereAreVolumes() {
    rig.await(rig.jobs.run(rig.request(spec("fetch").packages(PipPackages.of("numpy")).build())));
    assertThat(rig.await(elsewhere.status("demo")).steps())
        .extracting(step -> step.part().step())
        .containsExactly("pip", "s0-fetch");
    assertThat(rig.leftovers()).contains("volume demo-packages");
    assertThat(tags(JobLogOptions.all().withSteps(Set.of("pip")))).containsExactly("pip");
    rig.await(elsewhere.delete("demo"));
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void packagesAreInstalledByEachNodeWhereThereAreNoVolumes() {
    Rig bare = new Rig(Set.of(), Capability.VOLUMES);
    bare.await(
        bare.jobs.run(bare.request(spec("fetch").packages(PipPackages.of("numpy")).build())));
    assertThat(bare.await(bare.jobs.status("demo")).steps())
        .extracting(step -> step.part().step())
        .containsExactly("s0-fetch");
    List<List<String>> commands =
        bare.await(
            bare.runtime
                .containers()
                .list(ContainerFilter.all())
                .filter(container -> container.name().contains("node"))
                .map(container -> container.command())
                .collectList());
    assertThat(commands)
        .hasSize(2)
        .allSatisfy(command -> assertThat(command).startsWith("sh", "-c").endsWith("pip", "rank"));
    bare.await(bare.jobs.delete("demo"));
    assertThat(bare.leftovers()).isEmpty();
  }

  @Test
  void whoReadsSlowlyGetsWhatWasWrittenInOrder() {
    rig.await(rig.jobs.run(rig.request(spec("fetch", "fetch").build())));
    List<String> seen = new ArrayList<>();
    Flux<JobEvent> follow = elsewhere.follow("demo", JobLogOptions.following());
    rig.await(
        follow
            .limitRate(1)
            .concatMap(event -> Flux.just(event).delayElements(Duration.ofSeconds(3), rig.time), 1)
            .doOnNext(event -> seen.add(text(event)))
            .then());
    assertThat(seen).hasSize(7).startsWith("s0-fetch fetched, of rank none");
  }
}
