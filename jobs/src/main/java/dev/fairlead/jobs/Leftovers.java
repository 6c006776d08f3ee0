package dev.fairlead.jobs;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.network.NetworkFilter;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Removes what was made for a job, found by its labels: first containers, then networks. */
final class Leftovers {

  private static final int AT_ONCE = 8;
  private static final int PREFETCH = 32;

  private final ContainerRuntime runtime;

  Leftovers(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Removes all with a label. What cannot be removed does not keep the rest.
   *
   * @return how much was removed
   */
  Mono<Long> remove(String label, String value) {
    return containers(label, value)
        .flatMap(removed -> networks(label, value).map(more -> removed + more))
        .onErrorResume(error -> networks(label, value).onErrorComplete().then(Mono.error(error)));
  }

  private Mono<Long> containers(String label, String value) {
    return runtime
        .containers()
        .list(ContainerFilter.all().withLabel(label, value).withLabel(JobLabels.RANK, ""))
        .flatMapDelayError(
            container ->
                runtime
                    .containers()
                    .remove(container.id(), RemoveOptions.force())
                    .thenReturn(container.id()),
            AT_ONCE,
            PREFETCH)
        .count();
  }

  private Mono<Long> networks(String label, String value) {
    return networksWith(label, value)
        .flatMapDelayError(
            network -> runtime.networks().remove(network).thenReturn(network), AT_ONCE, PREFETCH)
        .count();
  }

  /** Ids of the networks with a label. */
  Flux<String> networksWith(String label, String value) {
    return runtime.capabilities().has(Capability.NETWORKS)
        ? runtime
            .networks()
            .list(NetworkFilter.all().withLabels(Map.of(label, value)))
            .map(network -> network.id())
        : Flux.empty();
  }
}
