package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** All or nothing, whatever goes wrong and whenever. */
class JobStartTest {

  private static final int NODES = 4;

  /** Runtimes that differ in how a job is made on them. */
  enum Kind {
    NAMES(Set.of(Capability.ISOLATION)),
    ADDRESSES(Set.of(Capability.ISOLATION), Capability.NAME_RESOLUTION),
    ONE_MACHINE(Set.of(), Capability.NETWORKS, Capability.NAME_RESOLUTION),
    MADE_AND_STARTED(
        Set.of(Capability.ISOLATION),
        Capability.NETWORKS,
        Capability.NAME_RESOLUTION,
        Capability.CREATE_WITHOUT_START),
    SCHEDULED(
        Set.of(Capability.ISOLATION, Capability.INDEXED_JOBS),
        Capability.NETWORKS,
        Capability.NAME_RESOLUTION);

    private final Set<Capability> more;
    private final Capability[] without;

    Kind(Set<Capability> more, Capability... without) {
      this.more = more;
      this.without = without;
    }

    Rig rig() {
      return new Rig(more, without);
    }
  }

  private static JobSpec spec() {
    return Rig.spec("sleeper").nodes(NODES).workspace("/work").build();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void allNodesAreStartedAndRankZeroIsTheFirst(Kind kind) {
    Rig rig = kind.rig();
    StartedJob job = rig.await(rig.jobs.run(rig.request(spec())));
    boolean scheduled = kind == Kind.SCHEDULED;
    assertThat(job.members()).hasSize(scheduled ? 0 : NODES);
    rig.pass(scheduled ? PlayedScheduler.PLACEMENT.plusMillis(500) : Duration.ZERO);
    JobInfo found = rig.await(rig.jobs.get("demo"));
    assertThat(found.status().state()).isEqualTo(JobState.RUNNING);
    assertThat(found.status().members())
        .extracting(member -> member.container().orElseThrow())
        .hasSize(NODES)
        .containsAll(job.members());
    assertThat(job.masterAddress())
        .isEqualTo(
            switch (kind) {
              case NAMES -> "demo-node-0";
              case ADDRESSES, MADE_AND_STARTED -> "10.9.8.7";
              case ONE_MACHINE -> "127.0.0.1";
              case SCHEDULED -> "demo-0.demo";
            });
    assertThat(rig.notices).isEmpty();
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.fake.openStreams()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCallThatFailsLeavesNothingWhicheverItIs(Kind kind) {
    int calls = atEachCall(kind, JobStartTest::refused, true);
    assertThat(calls).isGreaterThan(kind == Kind.SCHEDULED ? 5 : 2 * NODES);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCallWhoseAnswerIsLostLeavesNothingWhicheverItIs(Kind kind) {
    atEachCall(kind, JobStartTest::lost, false);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aBrokenConnectionBeforeACallLeavesNothingWhicheverItIs(Kind kind) {
    atEachCall(kind, JobStartTest::unreachable, false);
  }

  /** As a runtime does that was cut off from its client, and not from its work. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCallThatIsDoneAfterItsAnswerWasLostLeavesNothingWhicheverItIs(Kind kind) {
    atEachCall(kind, JobStartTest::late, false);
  }

  /** As an engine does that has begun to make something when its client leaves. */
  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "MADE_AND_STARTED")
  void cancellingWhatGoesOnAllTheSameLeavesNothingWhicheverItIs(Kind kind) {
    cancelAtEachCall(kind, JobStartTest::stubborn);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void cancellingAtACallLeavesNothingWhicheverItIs(Kind kind) {
    cancelAtEachCall(kind, JobStartTest::held);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void cancellingAfterACallWasDoneLeavesNothingWhicheverItIs(Kind kind) {
    cancelAtEachCall(kind, JobStartTest::answerHeld);
  }

  /** How many calls a start takes, each of which failed once. */
  private static int atEachCall(Kind kind, Supplier<Interposed.Accident> accident, boolean told) {
    for (int call = 1; ; call++) {
      Rig rig = kind.rig();
      rig.interposed.at(call, accident.get());
      AtomicReference<Throwable> error = new AtomicReference<>();
      rig.await(
          rig.jobs
              .run(rig.request(spec()))
              .doOnError(error::set)
              .onErrorResume(failure -> Mono.empty()));
      if (error.get() == null) {
        if (rig.interposed.names().size() < call) {
          return call - 1;
        }
        rig.await(rig.jobs.delete("demo"));
      } else if (told) {
        assertThat(error.get()).hasMessageContaining("the step '").hasMessageContaining("refused");
      }
      String where = "call " + call + " of " + rig.interposed.names();
      rig.pass(Duration.ofSeconds(2));
      assertThat(rig.leftovers()).as(where).isEmpty();
      assertThat(rig.fake.openStreams()).as(where).isZero();
      assertThat(rig.notices.stream().filter(line -> line.contains("taken back"))).isEmpty();
    }
  }

  private static void cancelAtEachCall(Kind kind, Supplier<Interposed.Accident> accident) {
    for (int call = 1; ; call++) {
      Rig rig = kind.rig();
      rig.interposed.at(call, accident.get());
      Disposable run = rig.jobs.run(rig.request(spec())).subscribe(job -> {}, error -> {});
      rig.pass(Duration.ofSeconds(5));
      if (rig.interposed.names().size() < call) {
        return;
      }
      String where = "call " + call + " of " + rig.interposed.names();
      assertThat(run.isDisposed()).as(where).isFalse();
      run.dispose();
      rig.pass(Duration.ofSeconds(45));
      rig.await(rig.jobs.settled());
      assertThat(rig.leftovers()).as(where).isEmpty();
      assertThat(rig.fake.openStreams()).as(where).isZero();
    }
  }

  private static ErrorContext context() {
    return ErrorContext.of("fake", "do as it was told");
  }

  private static Interposed.Accident refused() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.error(() -> new BackendFailureException(context(), "refused", null));
      }
    };
  }

  private static Interposed.Accident unreachable() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.error(() -> new BackendUnavailableException(context(), "away", null));
      }
    };
  }

  private static Interposed.Accident lost() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return call.concatMap(Interposed::<T>released)
            .concatWith(
                Flux.error(() -> new BackendUnavailableException(context(), "cut off", null)));
      }
    };
  }

  /** Done half a second after the connection has broken, which nobody is told of. */
  private static Interposed.Accident late() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.defer(
            () -> {
              Mono.delay(Duration.ofMillis(500), time)
                  .thenMany(call.concatMap(Interposed::<T>released))
                  .subscribe(value -> {}, error -> {});
              return Flux.error(new BackendUnavailableException(context(), "cut off", null));
            });
      }
    };
  }

  /** Takes a while, and is done also when it is cancelled meanwhile. */
  private static Interposed.Accident stubborn() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Mono.delay(Duration.ofSeconds(10), time)
            .thenMany(call.concatMap(Interposed::<T>released))
            .cache();
      }
    };
  }

  private static Interposed.Accident held() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.never();
      }
    };
  }

  private static Interposed.Accident answerHeld() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return call.concatMap(Interposed::<T>released).concatWith(Flux.never());
      }
    };
  }

  @Test
  void aNameInUseIsAConflictAndWhatHasItStays() {
    Rig rig = Kind.NAMES.rig();
    rig.await(rig.jobs.run(rig.request(spec())));
    List<String> before = rig.leftovers();
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("name is in use")
        .hasMessageContaining("fairlead job rm demo");
    assertThat(rig.leftovers()).isEqualTo(before);
  }

  @Test
  void aForeignContainerOfANodesNameIsLeftAloneAndNamed() {
    Rig rig = Kind.NAMES.rig();
    rig.await(
        rig.runtime
            .containers()
            .create(
                ContainerSpec.builder("host").name("demo-node-2").command("sleeper").build(),
                PlanMode.STRICT));
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .hasMessageContaining("demo-node-2");
    assertThat(rig.leftovers()).containsExactly("container demo-node-2");
  }

  @Test
  void theStepThatFailedIsNamed() {
    Rig rig = Kind.NAMES.rig();
    rig.fake
        .faults()
        .fail("start", 3, () -> new BackendFailureException(context(), "no room", null));
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("'start node 2'")
        .hasMessageContaining("no room");
    assertThat(rig.leftovers()).isEmpty();
  }

  /** The connection goes in the middle, and for a while nothing can be removed either. */
  @Test
  void aRuntimeThatComesBackIsCleanedUp() {
    Rig rig = Kind.NAMES.rig();
    rig.interposed.from(9, Duration.ofSeconds(6), JobStartTest.unreachable());
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .hasMessageContaining("away");
    assertThat(rig.leftovers()).isEmpty();
    assertThat(rig.notices).isEmpty();
  }

  @Test
  void aRuntimeThatStaysAwayIsToldOf() {
    Rig rig = Kind.NAMES.rig();
    rig.interposed.from(9, Duration.ofHours(6), JobStartTest.unreachable());
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .hasMessageContaining("away");
    assertThat(rig.leftovers()).isNotEmpty();
    assertThat(rig.notices).singleElement().asString().contains("fairlead job rm -f demo");
  }

  @Test
  void anImageThatIsNotThereIsSaidAndNothingIsMade() {
    Rig rig = Kind.NAMES.rig();
    JobSpec spec =
        JobSpec.builder("demo", ContainerSpec.builder("nowhere:1").build()).nodes(2).build();
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec))))
        .hasMessageContaining("'get image nowhere:1'");
    assertThat(rig.interposed.names()).doesNotContain("create");
  }

  @Test
  void whereContainersDoNotRunByThemselvesAJobIsRefused() {
    Rig rig = new Rig(Set.of(), Capability.DETACH);
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec()))))
        .isInstanceOf(OperationUnsupportedException.class)
        .hasMessageContaining("detach");
    assertThat(rig.interposed.names()).isEmpty();
  }

  @Test
  void nothingHappensBeforeTheSubscriptionAndItAllHappensAgainForEach() {
    Rig rig = Kind.NAMES.rig();
    var run = rig.jobs.run(rig.request(spec()));
    assertThat(rig.interposed.names()).isEmpty();
    for (int time = 0; time < 2; time++) {
      rig.await(run);
      rig.await(rig.jobs.delete("demo"));
    }
    assertThat(rig.leftovers()).isEmpty();
    assertThat(Stream.of("create", "start"))
        .allSatisfy(name -> assertThat(count(rig, name)).isGreaterThanOrEqualTo(2 * NODES));
  }

  private static long count(Rig rig, String name) {
    return rig.interposed.names().stream().filter(name::equals).count();
  }
}
