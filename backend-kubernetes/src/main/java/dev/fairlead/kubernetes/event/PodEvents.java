package dev.fairlead.kubernetes.event;

import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.state.PodDescriber;
import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What happens to the containers of one namespace, by one list of its pods and one watch. What was
 * before is not told: a cluster keeps states, and the events that it keeps for a while are of its
 * own parts and may be dropped by them.
 *
 * <p>After a cut the watch goes on where it was. Where the server does not have that place any
 * more, the pods are listed again, what differs is told, and then one event of the kind {@link
 * ResourceKind#RUNTIME} with the word {@value #RELISTED}, whatever the filter says: what came and
 * went meanwhile is not known.
 */
public final class PodEvents {

  /** The word for a list that had to be made again. */
  public static final String RELISTED = "Relisted";

  private static final String BACKEND = "kubernetes";

  private final ApiResource<Pod, PodList> pods;
  private final Clock clock;

  /**
   * Creates the events of a namespace; nothing is asked yet.
   *
   * @param pods its pods
   * @param clock tells when something was seen that the cluster has no time for
   */
  public PodEvents(ApiResource<Pod, PodList> pods, Clock clock) {
    this.pods = Objects.requireNonNull(pods, "pods");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Follows.
   *
   * @param filter which events; a beginning in the past is refused
   * @return the events from the subscription on, until the end that the filter sets
   */
  public Flux<ContainerEvent> follow(EventFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "follow events";
    return Flux.defer(
        () -> {
          Instant now = clock.instant();
          if (filter.since().filter(now::isAfter).isPresent()) {
            return Refusal.flux(BACKEND, Capability.EVENT_HISTORY, operation);
          }
          Stories stories = new Stories(filter);
          Flux<ContainerEvent> events =
              pods.follow(new Selection(PodLabels.selector(filter.labels()), ""), operation)
                  .concatMapIterable(stories::after);
          return filter.until().map(end -> until(events, now, end)).orElse(events);
        });
  }

  private static Flux<ContainerEvent> until(Flux<ContainerEvent> events, Instant now, Instant end) {
    Duration left = Duration.between(now, end);
    return left.isNegative() ? Flux.empty() : events.takeUntilOther(Mono.delay(left));
  }

  /** What one subscriber has been told, pod by pod. */
  private final class Stories {

    private final EventFilter filter;
    private final Map<String, PodStory> byUid = new HashMap<>();
    private boolean synced;

    Stories(EventFilter filter) {
      this.filter = filter;
    }

    List<ContainerEvent> after(WatchEvent<Pod> event) {
      switch (event.kind()) {
        case SYNCED:
          synced = true;
          return List.of();
        case RELISTED:
          return List.of(relisted());
        default:
          return of(event, new PodView(event.object().orElseThrow()));
      }
    }

    private List<ContainerEvent> of(WatchEvent<Pod> event, PodView view) {
      Map<String, String> labels = PodLabels.read(view.pod().getMetadata());
      if (!PodLabels.match(labels, filter.labels())) {
        return List.of();
      }
      Instant seen = clock.instant();
      EventForm form = new EventForm(view);
      List<ContainerEvent> news = new ArrayList<>();
      if (!byUid.containsKey(view.uid())) {
        news.add(form.made(PodDescriber.created(view, seen)));
      }
      news.addAll(
          byUid.computeIfAbsent(view.uid(), unknown -> new PodStory(form)).after(view, seen));
      if (event.kind() == WatchEvent.Kind.GONE) {
        byUid.remove(view.uid());
        news.add(form.removed(seen));
      }
      return synced ? news.stream().filter(filter::matches).toList() : List.of();
    }

    private ContainerEvent relisted() {
      return new ContainerEvent(
          ResourceKind.RUNTIME,
          EventAction.OTHER,
          RELISTED,
          BACKEND,
          Optional.empty(),
          clock.instant(),
          OptionalInt.empty(),
          Map.of(
              "message",
              "the server did not have the place any more; what came and went meanwhile is not"
                  + " told"));
    }
  }
}
