package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.testing.RequestLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What waits, watches and follows do while nobody answers. Alone with the cluster. */
@Isolated
class ApiServerRestartIT {

  private static final Duration DOWN = Duration.ofSeconds(10);
  private static final int EXIT_OF_THE_LAST = 5;
  private static final int EXIT_WHILE_AWAY = 9;

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

  /** Whatever watches and follows at once sees all that happens while nobody answers. */
  @Test
  @Timeout(120)
  void tenSecondsWithoutAnApiServerHideNoLineAndNoEvent() {
    Sinks.One<Boolean> following = Sinks.one();
    CompletableFuture<List<ContainerEvent>> events =
        eventsUntil(Set.of(EXIT_WHILE_AWAY, EXIT_OF_THE_LAST), following);
    // What is made after the list is told: then it is followed.
    space
        .containers()
        .launch(space.sh("exit 0").build(), PlanMode.STRICT)
        .repeat()
        .takeUntilOther(following.asMono())
        .blockLast(LIMIT);
    ContainerId writer =
        launched("i=0; while [ $i -lt 250 ]; do echo $i; i=$((i+1)); sleep 0.1; done");
    Sinks.One<Boolean> reading = Sinks.one();
    CompletableFuture<String> log =
        space
            .containers()
            .logs(writer, LogOptions.following())
            .doOnNext(line -> reading.tryEmitValue(true))
            .map(ApiServerRestartIT::text)
            .reduce("", String::concat)
            .toFuture();
    ContainerId meanwhile = launched("sleep 6; exit " + EXIT_WHILE_AWAY);
    get(reading.asMono());
    space.cluster().stopApiServer();
    Mono.delay(DOWN).block();
    space.cluster().startApiServer();
    ContainerId last = launched("exit " + EXIT_OF_THE_LAST);
    assertThat(events).succeedsWithin(LIMIT);
    assertThat(told(events.join(), writer))
        .startsWith("CREATED", "STARTED")
        .doesNotHaveDuplicates();
    assertThat(told(events.join(), meanwhile))
        .containsExactly("CREATED", "STARTED", "EXITED " + EXIT_WHILE_AWAY);
    assertThat(told(events.join(), last))
        .containsExactly("CREATED", "STARTED", "EXITED " + EXIT_OF_THE_LAST);
    assertThat(log)
        .succeedsWithin(LIMIT)
        .isEqualTo(IntStream.range(0, 250).mapToObj(i -> i + "\n").collect(Collectors.joining()));
  }

  private ContainerId launched(String script) {
    return get(space.containers().launch(space.sh(script).build(), PlanMode.STRICT)).id();
  }

  /** Which of two ends a kubelet tells first, when it can again, is its own choice. */
  private CompletableFuture<List<ContainerEvent>> eventsUntil(
      Set<Integer> codes, Sinks.One<Boolean> following) {
    Set<Integer> awaited = new HashSet<>(codes);
    return space
        .backend()
        .system()
        .events(EventFilter.all().withLabels(space.mine().labels()))
        .doOnNext(event -> following.tryEmitValue(true))
        .takeUntil(
            event -> {
              event.exitCode().ifPresent(awaited::remove);
              return awaited.isEmpty();
            })
        .collectList()
        .toFuture();
  }

  /** A gap would say that it may not be all. */
  private static String text(LogEvent event) {
    return event instanceof OutputFrame frame ? frame.text() : event.toString();
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
