package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.StreamInterruptedException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A wait for the end of a container that is a Deployment, by watches on it and its pods, which run
 * on while nobody is subscribed. The end of a pod is not its end, as another one follows: it is
 * over when it was scaled to none or deleted, and no pod runs any more. A pod that is gone before
 * its end was seen is lost, and never ended well.
 */
final class DeploymentExitWatch implements ExitWatch {

  private final String name;
  private final String uid;
  private final WaitCondition condition;
  private final String operation;
  private final Sinks.Empty<Void> registered = Sinks.empty();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final Mono<Exit> answer;

  private final Map<String, PodView> pods = new LinkedHashMap<>();
  private final Map<String, Integer> endsBefore = new LinkedHashMap<>();
  private @Nullable Exit last;
  private @Nullable Exit next;
  private boolean stopped;
  private boolean deleted;
  private boolean there;
  private int unsynced = 2;

  private DeploymentExitWatch(
      DeploymentStore store, Deployment deployment, WaitCondition condition, String operation) {
    this.name = DeploymentStore.name(deployment);
    this.uid = deployment.getMetadata().getUid();
    this.condition = condition;
    this.operation = operation;
    this.last = DeploymentScale.noted(deployment).orElse(null);
    this.answer =
        Flux.merge(
                store.watch(deployment, operation).doOnNext(this::takeDeployment),
                store.watchPods(deployment, operation).doOnNext(this::takePod))
            .mapNotNull(seen -> decide())
            .next()
            .takeUntilOther(closed.asMono())
            .switchIfEmpty(Mono.error(this::cutOff))
            .cache();
  }

  /**
   * Begins to watch. Cancelling before the emission closes its connections.
   *
   * @return the watch, once the Deployment and its pods were seen
   */
  static Mono<ExitWatch> register(
      DeploymentStore store, Deployment deployment, WaitCondition condition, String operation) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> new DeploymentExitWatch(store, deployment, condition, operation)),
        watch ->
            Mono.firstWithSignal(watch.registered.asMono(), watch.answer.then()).thenReturn(watch),
        taken -> Mono.empty(),
        (failed, error) -> failed.close(),
        DeploymentExitWatch::close);
  }

  /** Both watches signal one after the other: they are merged, but seen before that. */
  private synchronized void takeDeployment(WatchEvent<Deployment> event) {
    if (event.kind() == WatchEvent.Kind.SYNCED) {
      deleted |= !there;
      synced();
      return;
    }
    Deployment seen = event.object().orElseThrow();
    if (uid.equals(seen.getMetadata().getUid())) {
      there = true;
      stopped = DeploymentStore.isStopped(seen);
      deleted |= event.kind() == WatchEvent.Kind.GONE;
    }
  }

  private synchronized void takePod(WatchEvent<Pod> event) {
    if (event.kind() == WatchEvent.Kind.SYNCED) {
      synced();
      return;
    }
    PodView view = new PodView(event.object().orElseThrow());
    if (unsynced > 0 && !pods.containsKey(view.uid())) {
      endsBefore.put(view.uid(), ends(view));
    }
    if (ends(view) > endsBefore.getOrDefault(view.uid(), 0)) {
      ended(view.exit().orElseGet(() -> lost(view)));
      endsBefore.put(view.uid(), ends(view));
    }
    if (event.kind() == WatchEvent.Kind.GONE) {
      pods.remove(view.uid());
      if (view.hasStarted() && !view.hasEnded()) {
        ended(lost(view));
      }
    } else {
      pods.put(view.uid(), view);
    }
  }

  private void ended(Exit exit) {
    last = exit;
    if (next == null) {
      next = exit;
    }
  }

  private void synced() {
    unsynced--;
    if (unsynced == 0) {
      registered.tryEmitEmpty();
    }
  }

  private synchronized @Nullable Exit decide() {
    if (unsynced > 0) {
      return null;
    }
    boolean idle = pods.values().stream().allMatch(PodView::hasEnded);
    return switch (condition) {
      case NOT_RUNNING -> (stopped || deleted) && idle ? end() : null;
      case NEXT_EXIT -> next != null ? next : deleted && idle ? end() : null;
      case REMOVED -> deleted && pods.isEmpty() ? end() : null;
    };
  }

  private Exit end() {
    Exit known = last;
    return known == null
        ? new Exit.Lost("it has no pod any more, and nobody saw how the last one ended")
        : known;
  }

  private static int ends(PodView view) {
    return view.restartCount() + (view.hasEnded() ? 1 : 0);
  }

  private static Exit lost(PodView view) {
    return new Exit.Lost(
        "its pod was deleted, and nobody saw how it ended; its state was " + view.nativeState());
  }

  private StreamInterruptedException cutOff() {
    return new StreamInterruptedException(
        DeploymentStore.context(name, operation), "the watch was closed", null);
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
