package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** Everything that a container started belongs to it, wherever it went. */
class ProcessTreeIT {

  /**
   * A child that ignores TERM, one in a session of its own, and one that no parent knows any more.
   */
  private static final String TREE =
      "(trap '' TERM; sleep 601) & setsid sleep 602 & (setsid sh -c 'sleep 603 & sleep 604 &') &"
          + " wait_for() { sleep 0.3; }; wait_for; echo ready; ";

  @RegisterExtension final Fixture fixture = new Fixture();

  private List<Long> treeOf(ContainerId id) {
    return Processes.withVariable("FAIRLEAD_CONTAINER_ID", fixture.inspect(id).id().value());
  }

  @Test
  void stoppingReachesAllOfIt() {
    ContainerId id =
        fixture.started(Fixture.sh("trap '' TERM; " + TREE + "while :; do sleep 0.1; done"));
    fixture.logged(id, "ready");
    assertThat(treeOf(id)).hasSizeGreaterThanOrEqualTo(5);
    StopResult result =
        Fixture.get(
            fixture
                .containers()
                .stop(id, StopOptions.defaults().withGrace(Duration.ofMillis(500))));
    assertThat(result.outcome()).isEqualTo(StopResult.Outcome.KILLED);
    assertThat(result.exit()).contains(new Exit.Exited(137));
    assertThat(treeOf(id)).isEmpty();
  }

  @Test
  void nothingOfItOutlivesItsFirstProcess() {
    ContainerId id = fixture.started(Fixture.sh(TREE + "exit 3"));
    assertThat(Fixture.get(fixture.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isEqualTo(new Exit.Exited(3));
    assertThat(treeOf(id)).isEmpty();
  }

  @Test
  void aPausedTreeStandsStillAndCanBeStopped() {
    ContainerId id =
        fixture.started(
            Fixture.sh(TREE + "trap 'exit 4' TERM; while :; do echo tick; sleep 0.05; done"));
    fixture.logged(id, "tick");
    Fixture.done(fixture.containers().pause(id));
    String before = fixture.log(id);
    Mono.delay(Duration.ofMillis(300)).block();
    assertThat(fixture.log(id)).isEqualTo(before);
    StopResult result = Fixture.get(fixture.containers().stop(id, StopOptions.defaults()));
    assertThat(result.outcome()).isEqualTo(StopResult.Outcome.GRACEFUL);
    assertThat(result.exit()).contains(new Exit.Exited(4));
    assertThat(treeOf(id)).isEmpty();
  }

  @Test
  void closingAnExecutedCommandKillsAllOfIt() {
    ContainerId id = fixture.started(Fixture.sh("exec sleep 600"));
    Processes.eventually("it runs", () -> treeOf(id).size() == 1);
    AttachedProcess process =
        Fixture.get(
            fixture
                .containers()
                .exec(id, ExecSpec.of("sh", "-c", "trap '' TERM; " + TREE + "sleep 605")));
    Processes.eventually("its tree runs", () -> treeOf(id).size() > 5);
    long began = System.nanoTime();
    Fixture.done(process.close());
    assertThat(treeOf(id)).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anExecutedCommandEndsWithItsContainer() {
    ContainerId id = fixture.started(Fixture.sh("exec sleep 600"));
    AttachedProcess process =
        Fixture.get(fixture.containers().exec(id, ExecSpec.of("sleep", "606")));
    Mono<Exit> exit = process.exit();
    Fixture.done(fixture.containers().stop(id, StopOptions.defaults().withGrace(Duration.ZERO)));
    assertThat(Fixture.get(exit)).isEqualTo(new Exit.Exited(137));
    Fixture.done(process.close());
  }
}
