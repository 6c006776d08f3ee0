package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.process.internal.supervisor.Fields;
import dev.fairlead.process.internal.supervisor.ProcessIdentity;
import dev.fairlead.process.internal.supervisor.ProcessStatus;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What happens when the process beside a container is killed, or asked to end. */
class SupervisorIT {

  private static final String STUBBORN =
      "trap '' TERM; echo ready; (trap '' TERM; sleep 600) & while :; do sleep 0.1; done";

  @RegisterExtension final Fixture fixture = new Fixture();

  private RunRecord run(ContainerId id) throws IOException {
    return RunRecord.from(Fields.read(fixture.directory(id).resolve(RunRecord.FILE)));
  }

  private void killSupervisor(ContainerId id) throws IOException {
    long pid = run(id).supervisor().pid();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Processes.eventually("the supervisor is dead", () -> !Processes.lives(pid));
  }

  @Test
  void itHasASessionOfItsOwn() throws IOException {
    ContainerId id = fixture.started(Fixture.sh("sleep 600"));
    ProcessStatus supervisor = run(id).supervisor().find().orElseThrow();
    ProcessStatus process = run(id).leader().orElseThrow().find().orElseThrow();
    assertThat(supervisor.session()).isEqualTo(supervisor.pid());
    assertThat(process.session()).isEqualTo(process.pid());
  }

  @Test
  void anEndThatNobodyObservedIsLostAndNeverZero() throws IOException {
    AttachedContainer run =
        fixture.attached(Fixture.sh("echo ready; sleep 600"), AttachOptions.output());
    fixture.logged(run.id(), "ready");
    Mono<Exit> waiting = fixture.containers().waitFor(run.id(), WaitCondition.NOT_RUNNING).cache();
    Mono<List<LogEvent>> followed =
        fixture.containers().logs(run.id(), LogOptions.following()).collectList();
    Mono<String> interrupted =
        run.process()
            .output()
            .then(Mono.just("completed"))
            .onErrorResume(StreamInterruptedException.class, e -> Mono.just("interrupted"));
    Mono<Exit> exit = run.process().exit();
    Mono<Boolean> kill =
        Mono.delay(Duration.ofMillis(200))
            .publishOn(Schedulers.boundedElastic())
            .map(
                tick -> {
                  try {
                    killSupervisor(run.id());
                    return true;
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    var seen = Fixture.get(Mono.zip(waiting, followed, interrupted, exit, kill));
    assertThat(seen.getT1()).isInstanceOf(Exit.Lost.class);
    assertThat(seen.getT2()).first().isInstanceOf(OutputFrame.class);
    assertThat(seen.getT2()).last().isInstanceOf(Gap.class);
    assertThat(seen.getT3()).isEqualTo("interrupted");
    assertThat(seen.getT4()).isInstanceOf(Exit.Lost.class);
    assertThat(fixture.inspect(run.id()).exit().orElseThrow().code()).isEmpty();
    Fixture.done(run.process().close());
  }

  @Test
  void strayProcessesAreSeenStoppedAndRemoved() throws IOException {
    ContainerId id = fixture.started(Fixture.sh(STUBBORN));
    fixture.logged(id, "ready");
    String mark = fixture.inspect(id).id().value();
    killSupervisor(id);
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.DEAD);
    fixture
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectError(ConflictException.class)
        .verify(Fixture.LIMIT);
    StopResult stopped =
        Fixture.get(
            fixture
                .containers()
                .stop(id, StopOptions.defaults().withGrace(Duration.ofMillis(300))));
    assertThat(stopped.outcome()).isEqualTo(StopResult.Outcome.KILLED);
    assertThat(stopped.exit()).containsInstanceOf(Exit.Lost.class);
    assertThat(Processes.withVariable("FAIRLEAD_CONTAINER_ID", mark)).isEmpty();
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.EXITED);
    Fixture.done(fixture.containers().start(id));
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
    killSupervisor(id);
    Fixture.done(fixture.containers().remove(id, RemoveOptions.force()));
    assertThat(Processes.withVariable("FAIRLEAD_CONTAINER_ID", mark)).isEmpty();
  }

  @Test
  void askedToEndItStopsItsProcessAndKeepsTheCode() throws IOException {
    ContainerId id =
        fixture.started(
            Fixture.sh("trap 'exit 12' TERM; echo ready; while :; do sleep 0.05; done"));
    fixture.logged(id, "ready");
    ProcessHandle.of(run(id).supervisor().pid()).orElseThrow().destroy();
    assertThat(Fixture.get(fixture.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isEqualTo(new Exit.Exited(12));
  }

  @Test
  void aNumberThatIsUsedAgainIsNotKilled() throws IOException, InterruptedException {
    ContainerId id = fixture.started(Fixture.sh("sleep 600"));
    RunRecord run = run(id);
    killSupervisor(id);
    Fixture.done(fixture.containers().stop(id, StopOptions.defaults()));
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      var reused =
          new ProcessIdentity(
              stranger.pid(), run.leader().orElseThrow().start(), run.supervisor().boot());
      new RunRecord(
              run.number(),
              RunRecord.Phase.RUNNING,
              reused,
              Optional.of(reused),
              true,
              run.started(),
              run.socket(),
              run.logStart())
          .toFields()
          .write(fixture.directory(id).resolve(RunRecord.FILE));
      assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.EXITED);
      Fixture.done(fixture.containers().remove(id, RemoveOptions.force()));
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void anotherBootIsRecognised() throws IOException {
    ContainerId id = fixture.started(Fixture.sh("sleep 600"));
    RunRecord run = run(id);
    var elsewhere =
        new ProcessIdentity(run.supervisor().pid(), run.supervisor().start(), "another-boot");
    new RunRecord(
            run.number(),
            run.phase(),
            elsewhere,
            Optional.empty(),
            true,
            run.started(),
            run.socket(),
            run.logStart())
        .toFields()
        .write(fixture.directory(id).resolve(RunRecord.FILE));
    assertThat(fixture.inspect(id).exit()).containsInstanceOf(Exit.Lost.class);
    run.toFields().write(fixture.directory(id).resolve(RunRecord.FILE));
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
  }
}
