package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The log of a container that is a Deployment: that of one pod, and then that of the next from its
 * first line on. Each is read to its end before the next one, so nothing is mixed; what a pod took
 * along that could not be read any more is told as a {@link Gap}.
 */
final class DeploymentLogs {

  /** How many pods may come while one is still read. */
  private static final int WAITING_PODS = 32;

  private final DeploymentStore store;
  private final PodLife life;

  DeploymentLogs(DeploymentStore store, PodLife life) {
    this.store = store;
    this.life = life;
  }

  Flux<LogEvent> read(Deployment deployment, LogOptions options, String operation) {
    if (!options.follows()) {
      return store
          .podsOf(deployment, operation)
          .collectList()
          .flatMap(
              pods ->
                  CurrentPod.of(pods)
                      .map(Mono::just)
                      .orElseGet(() -> Mono.error(() -> gone(deployment, operation))))
          .flatMapMany(pod -> life.log(id(pod), options));
    }
    if (DeploymentStore.isStopped(deployment)) {
      return store.podsOf(deployment, operation).concatMap(pod -> toItsEnd(pod, options), 1);
    }
    return Flux.defer(
        () -> {
          AtomicBoolean later = new AtomicBoolean();
          return store
              .resources()
              .pods()
              .follow(DeploymentStore.partsOf(deployment), operation)
              .doOnNext(event -> later.compareAndSet(false, isSynced(event)))
              .takeUntilOther(over(deployment, operation))
              .concatMapIterable(event -> next(event, later.get(), options))
              .concatMap(log -> log, WAITING_PODS);
        });
  }

  /** What a change adds to the log. */
  private List<Flux<LogEvent>> next(WatchEvent<Pod> event, boolean later, LogOptions options) {
    if (event.kind() == WatchEvent.Kind.RELISTED) {
      return List.of(
          Flux.just(
              new Gap("pods may have come and gone while nobody saw them", Optional.empty())));
    }
    Optional<PodView> pod =
        event
            .object()
            .filter(any -> event.kind() == WatchEvent.Kind.PRESENT)
            .map(PodView::new)
            // What is being replaced when the log is asked for is of the past.
            .filter(view -> later || !view.deleted());
    return pod.map(view -> toItsEnd(view, later ? whole(options) : options)).stream().toList();
  }

  private static boolean isSynced(WatchEvent<Pod> event) {
    return event.kind() == WatchEvent.Kind.SYNCED;
  }

  /** Completes when no further pod will come. */
  private Mono<Void> over(Deployment deployment, String operation) {
    AtomicBoolean there = new AtomicBoolean();
    return store
        .watch(deployment, operation)
        .filter(
            event -> {
              boolean ended =
                  event.kind() == WatchEvent.Kind.SYNCED
                      ? !there.get()
                      : event.kind() == WatchEvent.Kind.GONE
                          || event.object().filter(DeploymentStore::isStopped).isPresent();
              there.compareAndSet(false, event.kind() != WatchEvent.Kind.SYNCED);
              return ended;
            })
        .next()
        .then();
  }

  /** A pod that came later is read from its beginning. */
  private static LogOptions whole(LogOptions options) {
    return new LogOptions(
        options.streams(),
        options.follow(),
        options.timestamps(),
        OptionalInt.empty(),
        options.since(),
        options.until(),
        options.run());
  }

  private Flux<LogEvent> toItsEnd(PodView pod, LogOptions options) {
    return life.log(id(pod), options)
        .onErrorResume(
            NotFoundException.class,
            gone ->
                Flux.just(
                    new Gap(
                        "pod " + id(pod) + " was deleted before its log could be read",
                        Optional.empty())))
        .onErrorResume(
            error -> error instanceof StreamInterruptedException && isOfADeletedPod(error),
            gone ->
                Flux.just(
                    new Gap(
                        "pod " + id(pod) + " was deleted before its log was read to the end",
                        Optional.empty())));
  }

  private static boolean isOfADeletedPod(Throwable error) {
    return error.getCause() instanceof NotFoundException;
  }

  private static ContainerId id(PodView pod) {
    return ContainerId.of(pod.pod().getMetadata().getName());
  }

  private static ConflictException gone(Deployment deployment, String operation) {
    return new ConflictException(
        DeploymentStore.context(DeploymentStore.name(deployment), operation),
        "it has no pod now, and the log of a pod goes with it",
        null);
  }
}
