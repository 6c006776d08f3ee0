package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.kubernetes.state.StartTrouble;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationTimeoutException;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Waits until the container of a pod has begun to run, or it is clear that it will not. A pod that
 * no node takes is given half a minute, since the cluster may be growing, or the whole time for
 * starts where that was set.
 */
final class PodStart {

  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(5);
  private static final Duration FOR_A_NODE = Duration.ofSeconds(30);

  private final PodStore store;
  private final Duration limit;
  private final Duration forNode;

  PodStart(PodStore store, BackendOptions options) {
    this.store = store;
    this.limit = options.find(BackendOptions.START_TIMEOUT).orElse(DEFAULT_LIMIT);
    this.forNode = options.find(BackendOptions.START_TIMEOUT).orElse(FOR_A_NODE);
  }

  /**
   * Waits.
   *
   * @param made the pod as it was made or found
   * @return the pod once its container runs or has run
   */
  Mono<PodView> started(PodView made, String operation) {
    return Mono.defer(
        () -> {
          AtomicReference<PodView> last = new AtomicReference<>(made);
          Waiting waiting = new Waiting(made, operation);
          return store
              .watch(ContainerId.of(made.pod().getMetadata().getName()), operation)
              .doOnNext(event -> event.object().map(PodView::new).ifPresent(last::set))
              .filter(waiting::concerns)
              .switchMap(waiting::decide)
              .next()
              .timeout(limit)
              .onErrorResume(
                  TimeoutException.class, late -> late(operation, lastOf(last, made), late));
        });
  }

  private static PodView lastOf(AtomicReference<PodView> last, PodView made) {
    PodView seen = last.get();
    return seen == null ? made : seen;
  }

  /** What keeps it from starting, if the cluster tells, says more than that it took too long. */
  private <T> Mono<T> late(String operation, PodView view, Throwable cause) {
    Optional<StartTrouble> trouble = StartTrouble.of(view);
    if (trouble.isPresent()) {
      return troubled(trouble.get(), view, operation);
    }
    return store
        .warnings()
        .of(view, operation)
        .map(said -> "; the cluster says " + said)
        .defaultIfEmpty("")
        .flatMap(
            said ->
                Mono.error(
                    () ->
                        new OperationTimeoutException(
                            context(view, operation).withNativeCode(view.nativeState()),
                            "the pod has not started within " + limit.toSeconds() + " s" + said,
                            cause)));
  }

  /** A scheduler tells that a volume is not there, and only the volume why. */
  private <T> Mono<T> troubled(StartTrouble trouble, PodView view, String operation) {
    Mono<String> more =
        trouble.kind() == StartTrouble.Kind.UNSCHEDULABLE
            ? store.warnings().ofClaims(view, operation)
            : Mono.empty();
    return more.map(trouble::with)
        .defaultIfEmpty(trouble)
        .flatMap(
            whole ->
                Mono.error(
                    () -> whole.error(context(view, operation), view.container().getImage())));
  }

  private static ErrorContext context(PodView view, String operation) {
    return ErrorContext.of(KubernetesProvider.ID, operation)
        .withResource(view.pod().getMetadata().getName());
  }

  /** One wait, which remembers since when no node takes the pod. */
  private final class Waiting {

    private final PodView made;
    private final String operation;
    private boolean seen;
    private long homelessSince;

    Waiting(PodView made, String operation) {
      this.made = made;
      this.operation = operation;
    }

    /** Whether an event is one of the pod; that there is none of it is an error. */
    boolean concerns(WatchEvent<Pod> event) {
      if (event.kind() == WatchEvent.Kind.SYNCED && !seen) {
        throw deleted();
      }
      boolean own =
          event.object().filter(pod -> made.uid().equals(pod.getMetadata().getUid())).isPresent();
      seen |= own;
      return own;
    }

    Mono<PodView> decide(WatchEvent<Pod> event) {
      PodView view = new PodView(event.object().orElseThrow());
      @Nullable StartTrouble trouble = StartTrouble.of(view).orElse(null);
      if (trouble != null && !trouble.mayPass()) {
        return troubled(trouble, view, operation);
      }
      if (view.hasStarted()) {
        return Mono.just(view);
      }
      if (event.kind() == WatchEvent.Kind.GONE || view.deleted()) {
        return Mono.error(this::deleted);
      }
      return trouble == null ? Mono.never() : homeless(view, trouble);
    }

    private Mono<PodView> homeless(PodView view, StartTrouble trouble) {
      if (homelessSince == 0) {
        homelessSince = System.nanoTime();
      }
      Duration rest = forNode.minusNanos(System.nanoTime() - homelessSince);
      return Mono.delay(rest.isNegative() ? Duration.ZERO : rest)
          .then(Mono.defer(() -> troubled(trouble, view, operation)));
    }

    private BackendFailureException deleted() {
      return new BackendFailureException(
          context(made, operation), "the pod was deleted before it started", null);
    }
  }
}
