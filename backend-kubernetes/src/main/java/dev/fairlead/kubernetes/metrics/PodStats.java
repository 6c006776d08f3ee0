package dev.fairlead.kubernetes.metrics;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.transport.http.HttpRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the containers of a namespace use, as the cluster measures it: an average of processor and
 * memory over a window, which a metrics server renews each 15 seconds or so. This API cannot be
 * watched, so it is asked about twice a window; the end of a container comes by a watch.
 */
public final class PodStats {

  private static final String BACKEND = "kubernetes";
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(15);
  private static final Duration UNMEASURED = Duration.ofSeconds(2);

  private final ApiServer server;
  private final String namespace;
  private final ApiResource<Pod, PodList> pods;
  private final Duration patience;

  /**
   * Creates the measuring of a namespace; nothing is asked yet.
   *
   * @param server the server
   * @param namespace the namespace
   * @param pods its pods
   * @param patience how long a first sample may take
   */
  public PodStats(
      ApiServer server, String namespace, ApiResource<Pod, PodList> pods, Duration patience) {
    this.server = Objects.requireNonNull(server, "server");
    this.namespace = Objects.requireNonNull(namespace, "namespace");
    this.pods = Objects.requireNonNull(pods, "pods");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  /**
   * Measures a container.
   *
   * @param pod the name of its pod
   * @param mode one sample, or one for each window until the container has ended for good
   * @return the samples. Signals {@link ConflictException} if it does not run, {@link
   *     OperationTimeoutException} if the cluster does not measure it in time
   */
  public Flux<ContainerStats> stats(String pod, StatsMode mode) {
    String operation = "measure container " + pod;
    return pods.get(pod, operation)
        .map(PodView::new)
        .flatMapMany(
            view -> {
              if (!view.state().alive()) {
                return Flux.error(idle(view, operation));
              }
              Flux<ContainerStats> samples = samples(view, operation);
              return mode == StatsMode.ONE_SHOT
                  ? samples.take(1)
                  : samples.takeUntilOther(ended(view, operation));
            });
  }

  private Flux<ContainerStats> samples(PodView view, String operation) {
    return Flux.defer(
        () -> {
          Course course = new Course(view, operation);
          return Mono.defer(course::next)
              .repeatWhen(ends -> ends.concatMap(end -> Mono.delay(course.pause())))
              .timeout(
                  Mono.delay(patience),
                  sample -> Mono.never(),
                  Flux.error(() -> unmeasured(view, operation)));
        });
  }

  /** Waits until the container has ended for good. */
  private Mono<?> ended(PodView view, String operation) {
    String name = view.pod().getMetadata().getName();
    return pods.watch(Selection.named(name), operation)
        .scan(End.UNKNOWN, (end, event) -> end.after(event, view.uid()))
        .filter(end -> end == End.OVER)
        .next();
  }

  /** What a watch has seen of the end. */
  private enum End {
    UNKNOWN,
    OPEN,
    OVER;

    End after(WatchEvent<Pod> event, String uid) {
      if (event.kind() == WatchEvent.Kind.SYNCED) {
        return this == UNKNOWN ? OVER : this;
      }
      Optional<Pod> same = event.object().filter(pod -> uid.equals(pod.getMetadata().getUid()));
      if (same.isEmpty()) {
        return this;
      }
      ContainerState state = new PodView(same.get()).state();
      boolean goesOn = state.alive() || state == ContainerState.RESTARTING;
      return event.kind() == WatchEvent.Kind.GONE || !goesOn ? OVER : OPEN;
    }
  }

  private ApiCall call(String pod, String operation) {
    ApiPath path =
        new ApiPath(
            MetricsLook.GROUP,
            MetricsLook.VERSION,
            Optional.of(namespace),
            "pods",
            Optional.of(pod),
            Optional.empty());
    return ApiCall.ofContainer("GET", path, operation).with(HttpRequest.get(path.path()));
  }

  private static ConflictException idle(PodView view, String operation) {
    return new ConflictException(
        context(view, operation).withRemedy("fairlead ps -a"),
        "the container does not run, the cluster says " + view.nativeState(),
        null);
  }

  private OperationTimeoutException unmeasured(PodView view, String operation) {
    return new OperationTimeoutException(
        context(view, operation).withRemedy("again in a minute, or kubectl top pods"),
        "the cluster has not measured it within " + patience.toSeconds() + " s",
        new TimeoutException());
  }

  private static ErrorContext context(PodView view, String operation) {
    return ErrorContext.of(BACKEND, operation).withResource(view.pod().getMetadata().getName());
  }

  /** The samples of one subscriber: none twice, and none of a pod or a run before this one. */
  private final class Course {

    private final PodView view;
    private final String operation;
    private final Instant began;
    private Instant last = Instant.MIN;
    private Duration pause = UNMEASURED;

    Course(PodView view, String operation) {
      this.view = view;
      this.operation = operation;
      this.began =
          view.runs().stream()
              .flatMap(run -> run.startedAt().stream())
              .max(Instant::compareTo)
              .orElse(Instant.MIN);
    }

    Mono<ContainerStats> next() {
      return server
          .call(call(view.pod().getMetadata().getName(), operation), Map.class)
          .flatMap(answer -> Mono.justOrEmpty(PodSample.of(answer, view.container().getName())))
          .filter(sample -> sample.read().isAfter(last) && !sample.read().isBefore(began))
          .map(this::take)
          // Not measured yet, or not any more: its end comes by the watch.
          .onErrorResume(NotFoundException.class, unknown -> Mono.empty());
    }

    private ContainerStats take(PodSample sample) {
      last = sample.read();
      Duration half = sample.window().dividedBy(2);
      pause =
          half.compareTo(SHORTEST) < 0 ? SHORTEST : half.compareTo(LONGEST) > 0 ? LONGEST : half;
      return sample.stats(view.container());
    }

    Duration pause() {
      return pause;
    }
  }
}
