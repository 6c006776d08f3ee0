package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.kubernetes.api.WatchEvent;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The pods of one namespace, looked at for their streams. */
final class PodLook {

  private final ApiServer server;
  private final ApiPath collection;
  private final ApiResource<Pod, PodList> pods;

  PodLook(ApiServer server, String namespace) {
    this.server = server;
    this.collection = ApiPath.pods(namespace);
    this.pods = new Resources(server, namespace).pods();
  }

  ApiServer server() {
    return server;
  }

  /** A call to a subresource of a pod. */
  ApiCall call(ContainerId id, String subresource, String operation) {
    return ApiCall.ofContainer("GET", collection.named(id.value()).sub(subresource), operation);
  }

  /** How it is now; {@link NotFoundException} if it is not there. */
  Mono<PodFacts> now(ContainerId id, String operation) {
    return pods.get(id.value(), operation).map(PodFacts::of);
  }

  /** How it is now, if its container runs; {@link ConflictException} if not. */
  Mono<PodFacts> running(ContainerId id, String operation) {
    return now(id, operation)
        .flatMap(facts -> facts.runs() ? Mono.just(facts) : Mono.error(idle(id, facts, operation)));
  }

  private ConflictException idle(ContainerId id, PodFacts facts, String operation) {
    return new ConflictException(
        call(id, "", operation).context(),
        "the container does not run, the cluster says " + facts.word(),
        null);
  }

  /**
   * Waits until something is so, without asking again and again.
   *
   * @return how it is then; {@link NotFoundException} if it is not there, or goes before
   */
  Mono<PodFacts> when(ContainerId id, String operation, Predicate<PodFacts> condition) {
    return pods.watch(ApiResource.Selection.named(id.value()), operation)
        .concatMap(event -> facts(id, operation, event), 1)
        .filter(condition)
        .next();
  }

  private Flux<PodFacts> facts(ContainerId id, String operation, WatchEvent<Pod> event) {
    switch (event.kind()) {
      case SYNCED:
        // One that is there was told before.
        return now(id, operation).flux();
      case GONE:
        return Flux.error(
            new NotFoundException(
                NotFoundException.Kind.CONTAINER,
                call(id, "", operation).context(),
                "the pod was deleted meanwhile",
                null));
      default:
        return Flux.just(PodFacts.of(event.object().orElseThrow()));
    }
  }
}
