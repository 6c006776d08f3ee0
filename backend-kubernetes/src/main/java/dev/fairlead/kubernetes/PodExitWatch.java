package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/**
 * A wait for the end of a container, by a watch on its pod, which runs on while nobody is
 * subscribed. A pod that is deleted before its end was seen is lost, and never ended well.
 */
final class PodExitWatch implements ExitWatch {

  private final ContainerId id;
  private final WaitCondition condition;
  private final String operation;
  private final Sinks.Empty<Void> registered = Sinks.empty();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final Mono<Exit> answer;

  private @Nullable PodView last;
  private int endsBefore;
  private boolean synced;

  private PodExitWatch(PodStore store, ContainerId id, WaitCondition condition, String operation) {
    this.id = id;
    this.condition = condition;
    this.operation = operation;
    this.answer =
        store
            .watch(id, operation)
            .<Exit>handle(this::take)
            .next()
            .takeUntilOther(closed.asMono())
            .switchIfEmpty(Mono.error(this::cutOff))
            .cache();
  }

  /**
   * Begins to watch. Cancelling before the emission closes its connection.
   *
   * @return the watch, once the pod was seen
   */
  static Mono<ExitWatch> register(
      PodStore store, ContainerId id, WaitCondition condition, String operation) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> new PodExitWatch(store, id, condition, operation)),
        watch ->
            Mono.firstWithSignal(watch.registered.asMono(), watch.answer.then()).thenReturn(watch),
        taken -> Mono.empty(),
        (failed, error) -> failed.close(),
        PodExitWatch::close);
  }

  private void take(WatchEvent<Pod> event, SynchronousSink<Exit> sink) {
    if (event.kind() == WatchEvent.Kind.SYNCED) {
      sync(sink);
      return;
    }
    PodView seen = new PodView(event.object().orElseThrow());
    PodView known = last;
    if (known != null && !known.uid().equals(seen.uid())) {
      return;
    }
    last = seen;
    if (event.kind() == WatchEvent.Kind.GONE) {
      sink.next(seen.exit().filter(end -> isEnd(seen)).orElseGet(() -> lost(seen)));
    } else if (synced) {
      decide(seen, sink);
    }
  }

  private void sync(SynchronousSink<Exit> sink) {
    PodView view = last;
    if (view == null) {
      sink.error(PodStore.missing(id, operation));
      return;
    }
    synced = true;
    endsBefore = ends(view);
    registered.tryEmitEmpty();
    decide(view, sink);
  }

  private void decide(PodView view, SynchronousSink<Exit> sink) {
    boolean over =
        switch (condition) {
          case NOT_RUNNING -> isOver(view);
          case NEXT_EXIT -> ends(view) > endsBefore;
          case REMOVED -> false;
        };
    if (over) {
      view.exit().ifPresent(sink::next);
    }
  }

  private static boolean isOver(PodView view) {
    return !view.state().alive()
        && view.state() != ContainerState.CREATED
        && view.state() != ContainerState.RESTARTING
        && view.exit().isPresent();
  }

  /** Whether the last end that is told is that of the run that is over now. */
  private boolean isEnd(PodView view) {
    return condition == WaitCondition.REMOVED
        ? !view.state().alive()
        : isOver(view) && (condition == WaitCondition.NOT_RUNNING || ends(view) > endsBefore);
  }

  private static int ends(PodView view) {
    return view.restartCount() + (view.hasEnded() ? 1 : 0);
  }

  private static Exit lost(PodView view) {
    return new Exit.Lost(
        "the pod was deleted, and nobody saw how it ended; its state was " + view.nativeState());
  }

  private StreamInterruptedException cutOff() {
    return new StreamInterruptedException(
        ErrorContext.of(KubernetesProvider.ID, operation).withResource(id.value()),
        "the watch was closed",
        null);
  }

  @Override
  public Mono<Exit> exit() {
    return answer;
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(closed::tryEmitEmpty);
  }
}
