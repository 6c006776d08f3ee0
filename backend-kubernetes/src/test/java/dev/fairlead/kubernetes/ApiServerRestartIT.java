package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.testing.RequestLog;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Sinks;

/** What a wait does while nobody answers. Alone with the cluster. */
@Isolated
class ApiServerRestartIT {

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  @Test
  void waitGoesOnOverAnApiServerThatIsKilledAndMissesNoEnd() {
    ContainerId id =
        get(space.containers().launch(space.sh("sleep 3; exit 9").build(), PlanMode.STRICT)).id();
    ExitWatch watch = get(space.containers().watchExit(id, WaitCondition.NOT_RUNNING));
    CompletableFuture<Exit> end = watch.exit().toFuture();
    space.cluster().killApiServer();
    space.cluster().startApiServer();
    assertThat(end).succeedsWithin(LIMIT).isEqualTo(new Exit.Exited(9));
    watch.close().block(LIMIT);
  }

  @Test
  void waitIsOneListAndOneWatch() {
    ContainerId id =
        get(space.containers().launch(space.sh("sleep 2; exit 3").build(), PlanMode.STRICT)).id();
    RequestLog requests = space.cluster().requestsFromNow();
    assertThat(get(space.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isEqualTo(new Exit.Exited(3));
    assertThat(requests.all().stream().filter(each -> each.uri().contains(id.value())))
        .as("requests about the pod")
        .hasSizeBetween(1, 2);
  }

  @Test
  void eventsGoOnOverAnApiServerThatIsKilledAndMissNone() {
    Sinks.One<Boolean> following = Sinks.one();
    CompletableFuture<List<ContainerEvent>> events =
        space
            .backend()
            .system()
            .events(EventFilter.all().withLabels(space.mine().labels()))
            .doOnNext(event -> following.tryEmitValue(true))
            .takeUntil(
                event ->
                    event.action() == EventAction.EXITED
                        && event.exitCode().equals(OptionalInt.of(5)))
            .collectList()
            .toFuture();
    // What is made after the list is told: then it is followed.
    space
        .containers()
        .launch(space.sh("exit 0").build(), PlanMode.STRICT)
        .repeat()
        .takeUntilOther(following.asMono())
        .blockLast(LIMIT);
    ContainerId early =
        get(space.containers().launch(space.sh("sleep 3; exit 9").build(), PlanMode.STRICT)).id();
    space.cluster().killApiServer();
    space.cluster().startApiServer();
    ContainerId late =
        get(space.containers().launch(space.sh("exit 5").build(), PlanMode.STRICT)).id();
    assertThat(events).succeedsWithin(LIMIT);
    assertThat(told(events.join(), early)).containsSubsequence("CREATED", "STARTED", "EXITED 9");
    assertThat(told(events.join(), late))
        .containsSubsequence("CREATED", "STARTED", "EXITED 5")
        .doesNotHaveDuplicates();
  }

  private static List<String> told(List<ContainerEvent> events, ContainerId id) {
    return events.stream()
        .filter(event -> event.resourceId().equals(id.value()))
        .map(
            event ->
                event.exitCode().isPresent()
                    ? event.action() + " " + event.exitCode().getAsInt()
                    : event.action().toString())
        .toList();
  }
}
