package dev.fairlead.kubernetes.api;

import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.spi.error.ContainerException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * One list, and then what changes, for ever: no polling. See "Kubernetes API Concepts", efficient
 * detection of changes.
 *
 * <p>A watch that ends or breaks goes on from the version that it had reached. Where the server
 * does not have that version any more (410), all is listed again, and what differs is told as
 * changes, so that nothing that is there or gone is missed. While the server does not answer, it is
 * asked again for two minutes; then its error is signalled. Demand reaches the socket.
 *
 * <p>The server is asked to end each watch after some minutes, and a connection that is silent for
 * longer is taken for dead.
 */
final class ApiWatch<T extends HasMetadata, L extends KubernetesResourceList<T>> {

  private static final int LEAST_SECONDS = 240;
  private static final int SPREAD_SECONDS = 60;
  private static final Duration DEAD = Duration.ofSeconds(330);
  private static final int FIRST_MILLIS = 50;
  private static final int LONGEST_MILLIS = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ApiResource<T, L> resource;
  private final Selection selection;
  private final String operation;

  ApiWatch(ApiResource<T, L> resource, Selection selection, String operation) {
    this.resource = resource;
    this.selection = selection;
    this.operation = operation;
  }

  Flux<WatchEvent<T>> events() {
    return Flux.defer(
        () -> {
          Course course = new Course();
          return Flux.defer(course::next)
              .repeatWhen(ends -> ends.concatMap(end -> course.breath()))
              .retryWhen(Retry.from(signals -> signals.concatMap(s -> course.mend(s.failure()))));
        });
  }

  /** The version is too old for the server. */
  private static final class Expired extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Expired() {
      super(null, null, false, false);
    }
  }

  /** Where one subscriber's watch is. Its signals come one after the other. */
  private final class Course {

    private final Map<String, T> known = new LinkedHashMap<>();
    private String version = "";
    private boolean told;
    private int failures;
    private long failingSince;

    Flux<WatchEvent<T>> next() {
      return version.isEmpty() ? listed() : watched();
    }

    private Flux<WatchEvent<T>> listed() {
      return collect("", new ArrayList<>()).flatMapIterable(all -> all);
    }

    /** All pages, whose last one tells from where to watch. */
    private Mono<List<WatchEvent<T>>> collect(String token, List<T> found) {
      return resource
          .page(token, selection, operation)
          .flatMap(
              page -> {
                found.addAll(page.getItems());
                String next = page.getMetadata().getContinue();
                return next == null || next.isEmpty()
                    ? Mono.just(compare(found, page.getMetadata().getResourceVersion()))
                    : collect(next, found);
              });
    }

    private List<WatchEvent<T>> compare(List<T> found, String reached) {
      healthy();
      Map<String, T> now =
          found.stream()
              .collect(
                  Collectors.toMap(
                      item -> item.getMetadata().getUid(),
                      item -> item,
                      (a, b) -> b,
                      LinkedHashMap::new));
      Stream<WatchEvent<T>> gone =
          known.entrySet().stream()
              .filter(entry -> !now.containsKey(entry.getKey()))
              .map(entry -> WatchEvent.of(WatchEvent.Kind.GONE, entry.getValue()));
      Stream<WatchEvent<T>> there =
          now.values().stream().filter(this::differs).map(item -> seen(item));
      List<WatchEvent<T>> events = new ArrayList<>(Stream.concat(gone, there).toList());
      events.add(
          new WatchEvent<>(
              told ? WatchEvent.Kind.RELISTED : WatchEvent.Kind.SYNCED, Optional.empty()));
      told = true;
      known.clear();
      known.putAll(now);
      version = reached;
      return events;
    }

    private boolean differs(T item) {
      T before = known.get(item.getMetadata().getUid());
      return before == null
          || !before
              .getMetadata()
              .getResourceVersion()
              .equals(item.getMetadata().getResourceVersion());
    }

    private WatchEvent<T> seen(T item) {
      return WatchEvent.of(
          known.containsKey(item.getMetadata().getUid())
              ? WatchEvent.Kind.CHANGED
              : WatchEvent.Kind.PRESENT,
          item);
    }

    private Flux<WatchEvent<T>> watched() {
      int seconds = LEAST_SECONDS + ThreadLocalRandom.current().nextInt(SPREAD_SECONDS);
      return resource
          .changes(version, selection, seconds, operation)
          .timeout(DEAD)
          .concatMap(this::take, 1);
    }

    private Mono<WatchEvent<T>> take(WatchFrame frame) {
      healthy();
      if (frame.type().equals("ERROR")) {
        return Mono.error(failure(frame));
      }
      version = frame.version();
      if (frame.type().equals("BOOKMARK")) {
        return Mono.empty();
      }
      T object = Models.read(frame.object(), resource.type());
      String uid = object.getMetadata().getUid();
      if (frame.type().equals("DELETED")) {
        known.remove(uid);
        return Mono.just(WatchEvent.of(WatchEvent.Kind.GONE, object));
      }
      WatchEvent<T> event = seen(object);
      known.put(uid, object);
      return Mono.just(event);
    }

    private Throwable failure(WatchFrame frame) {
      int code = frame.object().path("code").asInt();
      String words = frame.object().path("message").asText("");
      return code == 410 || frame.object().path("reason").asText("").equals("Expired")
          ? new Expired()
          : ApiErrors.of(resource.listing(operation), code, new ApiErrors.Words(words, ""));
    }

    private void healthy() {
      failures = 0;
    }

    /** Between two connections of a server that is well. */
    private Mono<Long> breath() {
      return pause(FIRST_MILLIS);
    }

    /** What is done about an error: a pause, or the error itself. */
    private Mono<Long> mend(Throwable error) {
      if (error instanceof Expired || isGone(error)) {
        version = "";
        return pause(FIRST_MILLIS);
      }
      boolean passing =
          error instanceof TimeoutException
              || (error instanceof ContainerException known && known.retryable());
      if (!passing || !told) {
        return Mono.error(error);
      }
      if (failures++ == 0) {
        failingSince = System.nanoTime();
      }
      if (System.nanoTime() - failingSince > PATIENCE.toNanos()) {
        return Mono.error(error);
      }
      return pause(Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 6)));
    }

    private boolean isGone(Throwable error) {
      return error instanceof ContainerException known
          && known.context().nativeCode().filter("HTTP 410"::equals).isPresent();
    }

    private Mono<Long> pause(int millis) {
      return Mono.delay(
          Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextInt(millis / 2 + 1)));
    }
  }
}
