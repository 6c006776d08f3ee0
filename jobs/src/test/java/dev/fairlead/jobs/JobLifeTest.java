package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/** From the start of a job to its end, and who sees what of it. */
class JobLifeTest {

  private final Rig rig = new Rig(Set.of(Capability.ISOLATION));

  /** Another process, which knows nothing but the runtime. */
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  @AfterEach
  void nothingIsLeftOpen() {
    assertThat(rig.fake.openStreams()).isZero();
  }

  private StartedJob run(JobSpecBuilder spec) {
    return rig.await(rig.jobs.run(rig.request(spec.build())));
  }

  private List<ContainerState> states() {
    return rig.await(
        rig.runtime
            .containers()
            .list(ContainerFilter.all())
            .map(container -> container.state())
            .collectList());
  }

  @Test
  void eachNodeLearnsWhoItIs() {
    run(Rig.spec("environment").nodes(3));
    List<String> lines =
        rig.await(
            elsewhere
                .logs("demo", JobLogOptions.following().withRanks(Set.of(2)))
                .map(Object::toString)
                .collectList());
    assertThat(lines)
        .singleElement()
        .asString()
        .contains(
            "LOCAL_RANK=0 LOCAL_WORLD_SIZE=1 MASTER_ADDR=demo-node-0 MASTER_PORT=29500"
                + " NNODES=3 NODE_RANK=2 PET_MASTER_ADDR=demo-node-0 PET_MASTER_PORT=29500"
                + " PET_NNODES=3 PET_NODE_RANK=2 RANK=2 WORLD_SIZE=3 PET_NPROC_PER_NODE=1");
  }

  @Test
  void aJobSucceedsWhenAllNodesDid() {
    run(Rig.spec("rank").nodes(3));
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.exitCode()).isZero();
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aNodeThatFailsEndsTheOthersAfterTheGraceAndIsNamed() {
    run(Rig.spec("third-fails").nodes(4).failureGrace(Duration.ofSeconds(7)));
    AtomicReference<JobResult> result = new AtomicReference<>();
    Disposable wait = elsewhere.waitFor("demo").subscribe(result::set);
    rig.pass(Duration.ofSeconds(9));
    assertThat(states()).containsOnlyOnce(ContainerState.EXITED);
    assertThat(rig.await(rig.jobs.status("demo")).state()).isEqualTo(JobState.FAILING);
    rig.pass(Duration.ofSeconds(30));
    assertThat(result.get().exitCode()).isEqualTo(3);
    JobFailure failure = result.get().failure().orElseThrow();
    assertThat(failure.reason()).isEqualTo(JobFailure.Reason.NODE_FAILED);
    assertThat(failure.part()).hasValue(JobPart.node(2));
    assertThat(failure.words()).isEqualTo("job demo: node 2 failed with exit code 3");
    assertThat(failure.logTail()).containsExactly("no such tensor");
    assertThat(states()).containsOnly(ContainerState.EXITED);
    assertThat(wait.isDisposed()).isTrue();
  }

  @Test
  void whoeverComesLaterStillEndsTheOthersAndNobodyElseDoes() {
    run(Rig.spec("third-fails").nodes(4).failureGrace(Duration.ofSeconds(7)));
    rig.pass(Duration.ofMinutes(10));
    assertThat(states()).containsOnlyOnce(ContainerState.EXITED);
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.failure().orElseThrow().part()).hasValue(JobPart.node(2));
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void cancellingAWaitLeavesTheJobAsItIs() {
    run(Rig.spec("sleeper").nodes(2).timeout(Duration.ofMinutes(1)));
    Disposable wait = elsewhere.waitFor("demo").subscribe();
    rig.pass(Duration.ofSeconds(5));
    wait.dispose();
    assertThat(rig.fake.openStreams()).isZero();
    rig.pass(Duration.ofMinutes(5));
    assertThat(states()).containsOnly(ContainerState.RUNNING);
  }

  @Test
  void aJobIsStoppedFromElsewhereAndStays() {
    run(Rig.spec("sleeper").nodes(3));
    rig.await(elsewhere.stop("demo", StopOptions.defaults()));
    assertThat(states()).hasSize(3).containsOnly(ContainerState.EXITED);
    assertThat(rig.await(rig.jobs.waitFor("demo")).exitCode()).isEqualTo(143);
  }

  @Test
  void aJobThatTakesTooLongIsEnded() {
    run(Rig.spec("sleeper").nodes(2).timeout(Duration.ofMinutes(1)));
    rig.pass(Duration.ofSeconds(40));
    AtomicReference<JobResult> result = new AtomicReference<>();
    elsewhere.waitFor("demo").subscribe(result::set);
    rig.pass(Duration.ofSeconds(18));
    assertThat(states()).containsOnly(ContainerState.RUNNING);
    rig.pass(Duration.ofSeconds(30));
    assertThat(result.get().exitCode()).isEqualTo(JobResult.TIMED_OUT);
    assertThat(result.get().failure().orElseThrow().words()).contains("60000 ms");
  }

  @Test
  void aNodeThatIsRemovedIsNeverASuccess() {
    StartedJob job = run(Rig.spec("rank").nodes(3).failureGrace(Duration.ZERO));
    AtomicReference<JobResult> result = new AtomicReference<>();
    elsewhere.waitFor("demo").subscribe(result::set);
    ContainerId gone = job.members().get(2);
    rig.await(rig.runtime.containers().remove(gone, RemoveOptions.force()));
    rig.pass(Duration.ofSeconds(60));
    assertThat(result.get().succeeded()).isFalse();
    assertThat(result.get().exitCode()).isNotZero();
    assertThat(rig.await(elsewhere.status("demo")).state()).isNotEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aNodeThatWasRemovedAfterItsEndIsMissing() {
    StartedJob job = run(Rig.spec("rank").nodes(3));
    rig.await(elsewhere.waitFor("demo"));
    rig.await(rig.runtime.containers().remove(job.members().get(1), RemoveOptions.force()));
    JobStatus status = rig.await(elsewhere.status("demo"));
    assertThat(status.state()).isEqualTo(JobState.FAILED);
    assertThat(status.members().get(1).state()).isEqualTo(MemberState.MISSING);
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.failure().orElseThrow().reason()).isEqualTo(JobFailure.Reason.NODE_LOST);
    assertThat(result.exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
  }

  @Test
  void aStartThatNobodyFinishesIsGivenUp() {
    StartedJob job = run(Rig.spec("sleeper").nodes(2));
    rig.await(rig.runtime.containers().remove(job.members().get(1), RemoveOptions.force()));
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.INCOMPLETE);
    AtomicReference<JobResult> result = new AtomicReference<>();
    Disposable wait = elsewhere.waitFor("demo").subscribe(result::set);
    rig.pass(Duration.ofSeconds(30));
    rig.await(rig.runtime.containers().remove(job.members().get(0), RemoveOptions.force()));
    rig.pass(Duration.ofSeconds(60));
    wait.dispose();
    assertThat(result.get().succeeded()).isFalse();
  }

  @Test
  void aBrokenConnectionDuringAWaitIsMended() {
    run(Rig.spec("rank").nodes(4));
    AtomicReference<JobResult> result = new AtomicReference<>();
    elsewhere.waitFor("demo").subscribe(result::set);
    rig.pass(Duration.ofMillis(500));
    rig.fake.cut();
    rig.pass(Duration.ofSeconds(30));
    assertThat(result.get().succeeded()).isTrue();
  }

  @Test
  void aRuntimeThatStaysAwayEndsTheWaitWithoutATouchOfTheJob() {
    run(Rig.spec("sleeper").nodes(2));
    AtomicReference<Throwable> error = new AtomicReference<>();
    elsewhere.waitFor("demo").subscribe(result -> {}, error::set);
    rig.pass(Duration.ofMillis(500));
    for (int cut = 0; cut < 60 && error.get() == null; cut++) {
      rig.fake.cut();
      rig.pass(Duration.ofSeconds(1));
    }
    assertThat(error.get()).isNotNull();
    assertThat(states()).containsOnly(ContainerState.RUNNING);
  }

  @Test
  void followingShowsAllLogsAndTheEndAsTheLast() {
    run(Rig.spec("rank").nodes(3).removal(JobSpec.Removal.AFTER_THE_END));
    List<JobEvent> events =
        rig.await(elsewhere.follow("demo", JobLogOptions.following()).collectList());
    assertThat(events).hasSize(7);
    assertThat(events.get(6)).isInstanceOf(JobResult.class);
    assertThat(((JobResult) events.get(6)).succeeded()).isTrue();
    for (int rank = 0; rank < 3; rank++) {
      int wanted = rank;
      assertThat(events.subList(0, 6))
          .map(event -> (JobLogEvent.Line) event)
          .filteredOn(line -> line.part().equals(JobPart.node(wanted)))
          .extracting(line -> line.line().text())
          .containsExactly("hello from " + rank, "bye from " + rank);
    }
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aReaderWhoDoesNotReadKeepsNobodyFromBeingEnded() {
    run(Rig.spec("third-fails").nodes(3).failureGrace(Duration.ofSeconds(1)));
    Disposable follow =
        elsewhere
            .follow("demo", JobLogOptions.following())
            .subscribeWith(
                new BaseSubscriber<JobEvent>() {
                  @Override
                  protected void hookOnSubscribe(Subscription subscription) {
                    // asks for nothing
                  }
                });
    rig.pass(Duration.ofSeconds(40));
    assertThat(states()).containsOnly(ContainerState.EXITED);
    follow.dispose();
  }

  @Test
  void whatIsToBeRemovedIsRemovedByWhoeverWaits() {
    run(Rig.spec("rank").nodes(3).removal(JobSpec.Removal.AFTER_THE_END));
    rig.pass(Duration.ofMinutes(1));
    assertThat(rig.leftovers()).isNotEmpty();
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aJobThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> rig.await(rig.jobs.get("nobody")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("fairlead job ls");
    assertThat(rig.await(rig.jobs.delete("nobody"))).isFalse();
    assertThat(rig.await(rig.jobs.list().collectList())).isEmpty();
  }

  @Test
  void rankZeroIsWaitedForAndThenNotAnyLonger() {
    Rig other = new Rig(Set.of(Capability.ISOLATION));
    AtomicReference<StartedJob> job = new AtomicReference<>();
    other
        .jobs
        .run(
            other.request(
                Rig.spec("sleeper")
                    .nodes(2)
                    .masterPort(7)
                    .masterWait(Duration.ofSeconds(4))
                    .build()))
        .subscribe(job::set);
    other.pass(Duration.ofMillis(3900));
    assertThat(other.await(other.jobs.status("demo")).members())
        .extracting(JobMember::state)
        .containsExactly(MemberState.RUNNING, MemberState.WAITING);
    other.pass(Duration.ofSeconds(3));
    assertThat(job.get()).isNotNull();
    assertThat(other.notices).singleElement().asString().contains("port 7").contains("4000 ms");
  }

  @Test
  void rankZeroThatHasEndedIsNotWaitedFor() {
    Rig other = new Rig(Set.of(Capability.ISOLATION));
    AtomicReference<StartedJob> job = new AtomicReference<>();
    other
        .jobs
        .run(other.request(Rig.spec("rank").nodes(2).masterPort(7).build()))
        .subscribe(job::set);
    other.pass(Duration.ofSeconds(2));
    assertThat(job.get()).isNotNull();
    assertThat(other.notices).isEmpty();
  }

  @Test
  void aContainerThatCannotBeReadIsNoSuccess() {
    run(Rig.spec("rank").nodes(2));
    rig.await(rig.jobs.waitFor("demo"));
    Rig blind = rig;
    blind
        .fake
        .faults()
        .fail(
            "list",
            blind.fake.faults().calls("list") + 1,
            () -> new BackendUnavailableException(ErrorContext.of("fake", "list"), "away", null));
    assertThatThrownBy(() -> blind.await(blind.jobs.status("demo"))).hasMessageContaining("away");
  }
}
