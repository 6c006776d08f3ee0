package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.state.PodView;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.OperationTimeoutException;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stops a Deployment by having none of it, and starts it by having one again. How it ended is noted
 * on it, since its pods are not there any more.
 */
final class DeploymentScale {

  static final int NONE = 0;
  static final int ONE = 1;

  /** Holds the exit code of what was stopped. */
  static final String EXIT = "dev.fairlead/exit";

  private static final int KILLED = 137;

  private final DeploymentStore store;
  private final PodLife life;
  private final Duration patience;

  DeploymentScale(DeploymentStore store, PodLife life, Duration patience) {
    this.store = store;
    this.life = life;
    this.patience = patience;
  }

  /** Asks for a number of pods; what is noted of an earlier end is gone then. */
  Mono<Deployment> to(Deployment deployment, int replicas, String operation) {
    return patched(deployment, Map.of("spec", Map.of("replicas", replicas)), null, operation);
  }

  /** A merge patch of this very object: with the id of another one it is a conflict. */
  private Mono<Deployment> patched(
      Deployment deployment, Map<String, Object> change, @Nullable String exit, String operation) {
    Map<String, Object> notes = new LinkedHashMap<>();
    notes.put(EXIT, exit);
    Map<String, Object> patch = new LinkedHashMap<>(change);
    patch.put("metadata", Map.of("uid", deployment.getMetadata().getUid(), "annotations", notes));
    return store
        .resources()
        .deployments()
        .patch(DeploymentStore.name(deployment), patch, operation);
  }

  Mono<StopResult> stop(Deployment deployment, String operation) {
    return store
        .podsOf(deployment, operation)
        .collectList()
        .flatMap(
            pods -> {
              if (pods.isEmpty() && DeploymentStore.isStopped(deployment)) {
                return Mono.just(new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty()));
              }
              long grace = pods.stream().mapToLong(PodView::graceSeconds).max().orElse(0);
              return ended(deployment, patience.plusSeconds(grace), operation);
            });
  }

  private Mono<StopResult> ended(Deployment deployment, Duration limit, String operation) {
    return Mono.usingWhen(
            DeploymentExitWatch.register(store, deployment, WaitCondition.NOT_RUNNING, operation),
            watch ->
                to(deployment, NONE, operation)
                    .thenMany(Flux.defer(() -> store.podsOf(deployment, operation)))
                    .flatMap(pod -> life.leave(pod, operation))
                    .then(watch.exit()),
            ExitWatch::close)
        .timeout(limit)
        .onErrorMap(TimeoutException.class, late -> late(deployment, limit, operation, late))
        .delayUntil(exit -> note(deployment, exit, operation))
        .map(DeploymentScale::result);
  }

  private Mono<Deployment> note(Deployment deployment, Exit exit, String operation) {
    return exit.code().isPresent()
        ? patched(deployment, Map.of(), String.valueOf(exit.code().getAsInt()), operation)
        : Mono.empty();
  }

  /** How it ended when it was stopped; empty if nobody saw it. */
  static Optional<Exit> noted(Deployment deployment) {
    return Optional.ofNullable(deployment.getMetadata().getAnnotations())
        .map(notes -> notes.get(EXIT))
        .filter(code -> code.matches("[0-9]{1,3}"))
        .map(code -> new Exit.Exited(Integer.parseInt(code)));
  }

  private static StopResult result(Exit exit) {
    StopResult.Outcome outcome =
        exit.code().isEmpty()
            ? StopResult.Outcome.UNKNOWN
            : exit.code().getAsInt() == KILLED
                ? StopResult.Outcome.KILLED
                : StopResult.Outcome.GRACEFUL;
    return new StopResult(outcome, Optional.of(exit));
  }

  private static OperationTimeoutException late(
      Deployment deployment, Duration limit, String operation, Throwable cause) {
    String name = DeploymentStore.name(deployment);
    return new OperationTimeoutException(
        DeploymentStore.context(name, operation).withRemedy("fairlead rm -f " + name),
        "its pods are not gone within " + limit.toSeconds() + " s",
        cause);
  }
}
