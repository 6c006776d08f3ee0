package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What happens in the runtime, as it happens and afterwards. */
@DisplayName("Events")
public abstract class EventContract extends BackendContract {

  /** For subclasses. */
  protected EventContract() {}

  /** All of it needs events. */
  @BeforeEach
  void needsEvents() {
    requires(Capability.EVENTS);
  }

  private EventFilter ofMine() {
    return EventFilter.all().withKinds(ResourceKind.CONTAINER).withLabels(mine().labels());
  }

  private ContainerId liveAndDie() {
    ContainerId id = started(script("exit 3"));
    ended(id);
    done(containers().remove(id, RemoveOptions.defaults()));
    return id;
  }

  /** Rule 2. If this fails, look at the mapping of the native words, and at filters. */
  @Test
  @DisplayName("tell a container's life in order while it happens")
  void tellALife() {
    CompletableFuture<List<ContainerEvent>> seen =
        backend()
            .system()
            .events(ofMine())
            .takeUntil(event -> event.action() == EventAction.REMOVED)
            .collectList()
            .toFuture();
    quietly();
    ContainerId id = liveAndDie();
    assertThat(seen).succeedsWithin(subject().stepTimeout());
    assertLife(seen.join(), id);
  }

  private void assertLife(List<ContainerEvent> events, ContainerId id) {
    assertThat(events)
        .extracting(ContainerEvent::action)
        .containsSubsequence(EventAction.STARTED, EventAction.EXITED, EventAction.REMOVED);
    assertThat(events).allMatch(event -> event.resourceId().equals(id.value()));
    assertThat(events).allMatch(event -> event.kind() == ResourceKind.CONTAINER);
    assertThat(events).noneMatch(event -> event.nativeAction().isBlank());
    ContainerEvent exited =
        get(Flux.fromIterable(events).filter(e -> e.action() == EventAction.EXITED).single());
    if (exited.exitCode().isPresent()) {
      assertThat(exited.exitCode()).hasValue(3);
    }
  }

  /** Rule 8. If this fails, the beginning of the range is passed over. */
  @Test
  @DisplayName("of the past are told to who asks for them, and end where that was asked")
  void tellThePast() {
    requires(Capability.EVENT_HISTORY);
    Instant before = Instant.now().minusSeconds(1);
    ContainerId id = liveAndDie();
    quietly();
    List<ContainerEvent> events =
        get(
            backend()
                .system()
                .events(ofMine().withSince(before).withUntil(Instant.now()))
                .collectList());
    assertLife(events, id);
    List<ContainerEvent> only =
        get(
            backend()
                .system()
                .events(
                    ofMine()
                        .withActions(EventAction.EXITED)
                        .withResources(id.value())
                        .withSince(before)
                        .withUntil(Instant.now()))
                .collectList());
    assertThat(only).extracting(ContainerEvent::action).containsExactly(EventAction.EXITED);
  }

  /** Rule 2: a stream completes only at its end. If this fails, look at the end of the range. */
  @Test
  @DisplayName("complete at the end that was asked for, and not before")
  void completeAtTheEnd() {
    Instant until = Instant.now().plusSeconds(2);
    done(backend().system().events(ofMine().withUntil(until)));
    assertThat(Instant.now()).as("time of the completion").isAfter(until.minusMillis(500));
  }

  /** Rule 7. If this fails, a cancelled stream keeps its connection. */
  @Test
  @DisplayName("can be cancelled")
  void canBeCancelled() {
    Disposable events = backend().system().events(ofMine()).subscribe();
    quietly();
    assertThat(events.isDisposed()).as("the end of events without an end").isFalse();
    events.dispose();
    everythingIsReleased(subject().releaseTimeout());
  }
}
