package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.job.IndexedJobSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Jobs that the runtime itself schedules. */
class ScheduledJobsTest {

  private final Rig rig = BothWaysTest.Way.SCHEDULED.rig();
  private final Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);

  private void run(JobSpecBuilder spec) {
    rig.await(rig.jobs.run(rig.request(spec.build())));
  }

  private List<JobMember> members() {
    return rig.await(elsewhere.status("demo")).members();
  }

  @Test
  void whatHasNoPlaceYetIsStartingAndSaysWhy() {
    run(Rig.spec("sleeper").nodes(2));
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.STARTING);
    assertThat(members())
        .allSatisfy(
            member -> {
              assertThat(member.state()).isEqualTo(MemberState.WAITING);
              assertThat(member.words()).contains("it waits for a place");
            });
    assertThatThrownBy(() -> rig.await(elsewhere.stop("demo", StopOptions.defaults())))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("fairlead job rm -f demo");
    assertThat(rig.await(elsewhere.logs("demo", JobLogOptions.all()).collectList()))
        .hasSize(2)
        .allMatch(JobLogEvent.Trouble.class::isInstance);
  }

  @Test
  void aContainerThatIsTakenAwayIsNeverASuccess() {
    run(Rig.spec("rank").nodes(3));
    Mono<JobResult> wait = elsewhere.waitFor("demo").cache();
    wait.subscribe();
    rig.pass(PlayedScheduler.PLACEMENT.plusMillis(500));
    ContainerId second = members().get(1).container().orElseThrow();
    rig.await(rig.fake.containers().remove(second, RemoveOptions.force()));
    assertThat(rig.await(wait).succeeded()).isFalse();
    assertThat(rig.await(wait).exitCode()).isNotZero();
    assertThat(rig.await(elsewhere.status("demo")).state()).isEqualTo(JobState.FAILED);
  }

  /** What the runtime calls a success is none where the end of a node cannot be seen any more. */
  @Test
  void aSuccessWithoutAllContainersIsNone() {
    run(Rig.spec("rank").nodes(3));
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    ContainerId second = members().get(1).container().orElseThrow();
    rig.await(rig.fake.containers().remove(second, RemoveOptions.force()));
    assertThat(members().get(1).state()).isEqualTo(MemberState.MISSING);
    assertThat(rig.await(elsewhere.waitFor("demo")).exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
  }

  @Test
  void aJobThatIsRemovedWhileItIsWaitedForIsLost() {
    run(Rig.spec("sleeper").nodes(2));
    Mono<JobResult> wait = elsewhere.waitFor("demo").cache();
    wait.subscribe();
    rig.pass(Duration.ofSeconds(3));
    rig.await(rig.jobs.delete("demo"));
    JobResult result = rig.await(wait);
    assertThat(result.exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
    assertThat(result.failure().orElseThrow().words()).contains("nobody saw how");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void cancellingAWaitLeavesTheJobAsItIs() {
    run(Rig.spec("sleeper").nodes(2));
    var wait = elsewhere.waitFor("demo").subscribe();
    rig.pass(Duration.ofSeconds(3));
    wait.dispose();
    rig.pass(Duration.ofSeconds(3));
    assertThat(members()).allMatch(member -> member.state() == MemberState.RUNNING);
    assertThat(rig.fake.openStreams()).isZero();
  }

  @Test
  void theEndsOfTheNodesThatItClearedAwayAreNotMadeUp() {
    run(Rig.spec("third-fails").nodes(4));
    JobResult result = rig.await(elsewhere.waitFor("demo"));
    assertThat(result.status().members())
        .extracting(JobMember::state)
        .containsExactly(
            MemberState.MISSING, MemberState.MISSING, MemberState.FAILED, MemberState.MISSING);
  }

  @Test
  void whatItDecidesItselfIsToldIfSomebodyAskedForSomethingElse() {
    run(Rig.spec("rank").nodes(2));
    assertThat(rig.notices).isEmpty();
    rig.await(rig.jobs.delete("demo"));
    run(Rig.spec("rank").nodes(2).failureGrace(Duration.ZERO).masterWait(Duration.ZERO));
    assertThat(rig.notices)
        .hasSize(2)
        .allMatch(line -> line.startsWith("job demo: fake schedules it and "));
  }

  @Test
  void jobsOfSingleContainersAreFoundBesideThem() {
    Jobs composed = otherClient(rig, Set.of(Capability.ISOLATION));
    rig.await(composed.run(Rig.spec("rank").nodes(2).build()));
    assertThatThrownBy(() -> run(Rig.spec("rank").nodes(2))).isInstanceOf(ConflictException.class);
    rig.pass(Duration.ofSeconds(2));
    JobInfo job = rig.await(elsewhere.list().single());
    assertThat(job.form()).isEqualTo(JobInfo.Form.COMPOSED);
    assertThat(rig.await(elsewhere.waitFor("demo")).succeeded()).isTrue();
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void rankedJobsOfOthersAreLeftAlone() {
    rig.await(
        rig.runtime
            .indexedJobs()
            .create(
                IndexedJobSpec.builder(
                        "demo", ContainerSpec.builder("host").command("sleeper").build())
                    .build(),
                PlanMode.STRICT));
    assertThat(rig.await(elsewhere.list().collectList())).isEmpty();
    assertThat(rig.await(elsewhere.delete("demo"))).isFalse();
    assertThatThrownBy(() -> run(Rig.spec("rank").nodes(2)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("name is in use");
    assertThat(rig.scheduler.names()).containsExactly("demo");
  }

  /** Somebody else starts the same job at each moment of the start; one of the two has it then. */
  @Test
  void oneOfTwoThatStartTheSameJobHasIt() {
    int conflicts = 0;
    for (int call = 1; ; call++) {
      Rig shared = BothWaysTest.Way.SCHEDULED.rig();
      AtomicInteger started = new AtomicInteger();
      Mono<?> other =
          otherClient(shared, Set.of(Capability.ISOLATION, Capability.INDEXED_JOBS))
              .run(Rig.spec("sleeper").nodes(2).build())
              .doOnNext(job -> started.incrementAndGet())
              .onErrorResume(ConflictException.class, taken -> Mono.empty());
      shared.interposed.at(
          call,
          new Interposed.Accident() {
            @Override
            public <T> Flux<T> to(Flux<T> accepted, Scheduler time) {
              return other.thenMany(accepted);
            }
          });
      AtomicInteger refused = new AtomicInteger();
      shared.await(
          shared
              .jobs
              .run(Rig.spec("sleeper").nodes(2).build())
              .doOnNext(job -> started.incrementAndGet())
              .doOnError(ConflictException.class, taken -> refused.incrementAndGet())
              .onErrorResume(ConflictException.class, taken -> Mono.empty()));
      if (shared.interposed.names().size() < call) {
        break;
      }
      String where = "at call " + call + " of " + shared.interposed.names();
      assertThat(started.get()).as(where).isEqualTo(1);
      assertThat(shared.leftovers()).as(where).containsExactly("job demo");
      conflicts += refused.get();
    }
    assertThat(conflicts).isGreaterThan(2);
  }

  static Jobs otherClient(Rig rig, Set<Capability> more) {
    return new RuntimeJobs(
        ContainerRuntime.builder(new Interposed(rig.fake, rig.scheduler, more, rig.time).backend())
            .timer(rig.time)
            .build(),
        rig.time,
        rig.files);
  }
}
