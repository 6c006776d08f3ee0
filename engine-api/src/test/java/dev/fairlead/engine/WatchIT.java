package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class WatchIT {

  @RegisterExtension final RealDocker docker = new RealDocker();

  private Exit watching(ContainerId id, WaitCondition condition, Mono<?> meanwhile) {
    return Mono.usingWhen(
            docker.containers().watchExit(id, condition),
            watch -> meanwhile.then(watch.exit()),
            ExitWatch::close)
        .block(RealDocker.LONG);
  }

  @Test
  void oneThatWasNeverStartedIsWaitedForUntilItsFirstEnd() {
    for (WaitCondition condition : WaitCondition.values()) {
      ContainerId id =
          docker.create(
              docker.spec("sh", "-c", "exit 9").autoRemove(condition == WaitCondition.REMOVED));
      assertThat(watching(id, condition, docker.containers().start(id)))
          .as(condition.name())
          .isEqualTo(new Exit.Exited(9));
    }
  }

  @Test
  void oneThatIsRemovedWithoutHavingRunIsLostAndNeverZero() {
    for (WaitCondition condition : WaitCondition.values()) {
      ContainerId id = docker.create(docker.spec("true"));
      assertThat(watching(id, condition, docker.containers().remove(id, RemoveOptions.defaults())))
          .as(condition.name())
          .isInstanceOf(Exit.Lost.class);
    }
  }

  @Test
  void oneThatHasEndedGivesItsCodeAtOnce() {
    ContainerId id = docker.create(docker.spec("sh", "-c", "exit 9"));
    watching(id, WaitCondition.NEXT_EXIT, docker.containers().start(id));
    assertThat(watching(id, WaitCondition.NOT_RUNNING, Mono.empty())).isEqualTo(new Exit.Exited(9));
    assertThat(
            watching(
                id,
                WaitCondition.REMOVED,
                docker.containers().remove(id, RemoveOptions.defaults())))
        .isEqualTo(new Exit.Exited(9));
    docker
        .containers()
        .watchExit(id, WaitCondition.REMOVED)
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(RealDocker.LONG);
  }

  @Test
  void oneThatIsKilledByRemovalIsSeen() {
    ContainerId id = docker.start(docker.spec("sleep", "60"));
    assertThat(
            watching(
                id,
                WaitCondition.NOT_RUNNING,
                docker.containers().remove(id, RemoveOptions.force())))
        .isEqualTo(new Exit.Exited(137));
  }

  @Test
  void memoryThatRanOutIsTold() {
    ContainerId id =
        docker.create(
            docker
                .spec("sh", "-c", "x=a; while :; do x=$x$x; done")
                .memoryBytes(16 << 20)
                .memorySwapBytes(16 << 20));
    assertThat(watching(id, WaitCondition.NOT_RUNNING, docker.containers().start(id)))
        .isEqualTo(new Exit.OutOfMemory(137));
    assertThat(docker.inspect(id).exit()).hasValue(new Exit.OutOfMemory(137));
  }

  @Test
  void cancellingLeavesBothTheWatchAndTheContainer() {
    ContainerId id = docker.start(docker.spec("sleep", "60"));
    ExitWatch watch =
        docker.containers().watchExit(id, WaitCondition.NOT_RUNNING).block(RealDocker.LONG);
    StepVerifier.create(watch.exit()).thenCancel().verify(RealDocker.LONG);
    docker.containers().kill(id, Signal.KILL).block(RealDocker.LONG);
    assertThat(watch.exit().block(RealDocker.LONG)).isEqualTo(new Exit.Exited(137));
    assertThat(watch.exit().block(RealDocker.LONG)).isEqualTo(new Exit.Exited(137));
    watch.close().then(watch.close()).block(RealDocker.LONG);
  }
}
