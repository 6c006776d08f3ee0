package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Jobs where only who started a container attached hears of its exit code. */
class ForegroundJobTest {

  private final Rig rig =
      new Rig(
          Set.of(Capability.ISOLATION),
          Capability.DETACH,
          Capability.EXIT_CODE_AFTER_THE_FACT,
          Capability.NAME_RESOLUTION);

  /** Another process, which is attached to nothing. */
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  @AfterEach
  void nothingIsLeftOpen() {
    assertThat(rig.fake.openStreams()).isZero();
  }

  private StartedJob run(JobSpecBuilder spec) {
    return rig.await(rig.jobs.run(rig.request(spec.build())));
  }

  private JobStatus status(Jobs jobs) {
    return rig.await(jobs.status("demo"));
  }

  @Test
  void whoStartedItKnowsTheCodesAlsoLongAfterTheEnds() {
    run(Rig.spec("rank").nodes(3));
    rig.pass(Duration.ofMinutes(10));
    assertThat(status(rig.jobs).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isZero();
    assertThat(rig.await(rig.jobs.list().collectList()))
        .singleElement()
        .extracting(job -> job.status().state())
        .isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void anotherProcessSaysThatNobodySawTheEndsAndNeverThatTheyWereGood() {
    run(Rig.spec("rank").nodes(3));
    assertThat(status(elsewhere).members().get(2).state()).isEqualTo(MemberState.RUNNING);
    rig.pass(Duration.ofMinutes(10));
    JobStatus status = status(elsewhere);
    assertThat(status.state()).isEqualTo(JobState.FAILED);
    assertThat(status.members()).extracting(JobMember::state).containsOnly(MemberState.LOST);
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
    assertThat(result.failure().orElseThrow().reason()).isEqualTo(JobFailure.Reason.NODE_LOST);
  }

  /** It missed the end of node 0, and that is all that it knows. */
  @Test
  void anotherProcessThatWaitsEndsNothingOfWhatGoesOn() {
    run(Rig.spec("rank").nodes(30).failureGrace(Duration.ZERO));
    rig.pass(Duration.ofSeconds(5));
    assertThat(rig.await(elsewhere.waitFor("demo")).exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isZero();
  }

  @Test
  void aNodeThatFailsIsNamedAndTheOthersAreEnded() {
    run(Rig.spec("third-fails").nodes(4).failureGrace(Duration.ofSeconds(7)));
    rig.pass(Duration.ofSeconds(4));
    JobResult result = rig.await(rig.jobs.waitFor("demo"));
    assertThat(result.exitCode()).isEqualTo(3);
    JobFailure failure = result.failure().orElseThrow();
    assertThat(failure.words()).isEqualTo("job demo: node 2 failed with exit code 3");
    assertThat(failure.logTail()).containsExactly("no such tensor");
    assertThat(status(rig.jobs).members()).allMatch(member -> member.exit().isPresent());
  }

  /** Where a container has an address only while it runs, none may have been seen. */
  @Test
  void aRankZeroThatHasEndedBeforeAnybodyLookedHasNoAddressAndThatIsNoFailure() {
    assertThat(run(Rig.spec("rank")).masterAddress()).isEqualTo("127.0.0.1");
    assertThat(rig.notices).isEmpty();
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isZero();
    rig.await(rig.jobs.delete("demo"));
    assertThat(run(Rig.spec("rank").nodes(2)).masterAddress()).isEqualTo("127.0.0.1");
    assertThat(rig.notices).singleElement().asString().contains("rank 0 has ended before");
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isZero();
  }

  /** The third node ends after it was seen to run, and before anybody waits for it. */
  @Test
  void aWaitThatComesTooLateForTheRuntimeHasTheCode() {
    run(Rig.spec("rank").nodes(3).masterWait(Duration.ZERO));
    rig.interposed.from(1, Duration.ofHours(1), new Late());
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isZero();
  }

  private static final class Late implements Interposed.Accident {
    @Override
    public <T> Flux<T> to(Flux<T> call, Scheduler time) {
      return Mono.delay(Duration.ofMillis(1500), time).thenMany(call);
    }
  }

  /** As much as no pipe holds. */
  @Test
  void nobodyHasToReadForANodeToGoOn() {
    run(Rig.spec("chatty").nodes(2).masterWait(Duration.ZERO));
    rig.pass(Duration.ofSeconds(5));
    assertThat(status(rig.jobs).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void followingShowsTheLogsAndTheEndAndRemovesAll() {
    run(Rig.spec("rank").nodes(3).removal(JobSpec.Removal.AFTER_THE_END));
    List<JobEvent> events =
        rig.await(rig.jobs.follow("demo", JobLogOptions.following()).collectList());
    assertThat(events).hasSize(7).filteredOn(JobLogEvent.Line.class::isInstance).hasSize(6);
    assertThat(((JobResult) events.get(6)).exitCode()).isZero();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void cancellingAFollowLetsNoNodeGo() {
    run(Rig.spec("rank").nodes(3));
    Disposable follow = rig.jobs.follow("demo", JobLogOptions.following()).subscribe();
    rig.pass(Duration.ofMillis(500));
    follow.dispose();
    assertThat(rig.fake.openStreams()).isEqualTo(2);
    rig.pass(Duration.ofSeconds(10));
    assertThat(status(rig.jobs).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void stoppingHasTheCodesAndDeletingLetsGo() {
    run(Rig.spec("sleeper").nodes(3));
    assertThat(rig.fake.openStreams()).isEqualTo(3);
    rig.await(rig.jobs.stop("demo", StopOptions.defaults()));
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isEqualTo(143);
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
    run(Rig.spec("sleeper").nodes(3));
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  /** Names are ids here, so containers of a later job have the same ones. */
  @Test
  void theEndOfAnotherJobOfTheSameNameIsNotTakenForOurs() {
    StartedJob first = run(Rig.spec("rank").nodes(2));
    rig.pass(Duration.ofMinutes(1));
    assertThat(status(rig.jobs).state()).isEqualTo(JobState.SUCCEEDED);
    for (ContainerId node : first.members()) {
      rig.await(rig.runtime.containers().remove(node, RemoveOptions.defaults()));
    }
    rig.await(elsewhere.delete("demo"));
    StartedJob second = rig.await(elsewhere.run(rig.request(Rig.spec("rank").nodes(2).build())));
    rig.pass(Duration.ofMinutes(1));
    assertThat(status(elsewhere).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status(rig.jobs).state()).isEqualTo(JobState.FAILED);
    assertThat(second.members()).isEqualTo(first.members());
  }

  @Test
  void anAttachmentThatBreaksMakesAnEndLostAndNotGood() {
    run(Rig.spec("rank").nodes(2));
    rig.fake.cut();
    rig.pass(Duration.ofMinutes(1));
    JobStatus status = status(rig.jobs);
    assertThat(status.members()).extracting(JobMember::state).contains(MemberState.LOST);
    assertThat(status.state()).isEqualTo(JobState.FAILED);
  }
}
