package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.kubernetes.metrics.MetricsLook;
import dev.fairlead.kubernetes.volume.StorageLook;
import dev.fairlead.spi.BackendOptions;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * What differs between clusters, asked once when one is opened: what it can do depends on it.
 *
 * @param version of the API server
 * @param storage classes of storage for named volumes
 * @param unmeasured why the cluster measures nothing; empty if it does
 */
record ClusterTraits(ServerVersion version, StorageClasses storage, Optional<String> unmeasured) {

  /** Asks, one after the other over the connection that there is: another handshake costs more. */
  static Mono<ClusterTraits> ask(ApiServer server, BackendOptions options, String operation) {
    return ServerVersion.ask(server, operation)
        .flatMap(
            version ->
                StorageLook.ask(
                        server,
                        options.find(KubernetesProvider.STORAGE_CLASS),
                        options
                            .find(KubernetesProvider.VOLUME_SIZE)
                            .orElse(StorageClasses.DEFAULT_SIZE),
                        operation)
                    .zipWhen(
                        storage -> MetricsLook.lacking(server, operation),
                        (storage, unmeasured) -> new ClusterTraits(version, storage, unmeasured)));
  }
}
