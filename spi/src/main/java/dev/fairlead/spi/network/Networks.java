package dev.fairlead.spi.network;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.system.PruneReport;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The networks of one runtime. Operations need {@link Capability#NETWORKS} unless they say
 * otherwise; they are cold, and safe for concurrent use.
 */
public interface Networks {

  /**
   * The backend that these networks belong to.
   *
   * @return its id
   */
  String backend();

  /**
   * Makes a network, or returns the one that exists with the same specification.
   *
   * @param spec what it is to be
   * @return the network. Signals {@link dev.fairlead.spi.error.ConflictException} naming the
   *     differing fields when the name exists with another specification
   */
  default Mono<NetworkInfo> create(NetworkSpec spec) {
    return Refusal.mono(backend(), Capability.NETWORKS, "create network " + spec.name());
  }

  /**
   * Looks at one network.
   *
   * @param network its name or id
   * @return the network, with its members where the runtime tells. Signals {@link
   *     dev.fairlead.spi.error.NotFoundException} when it does not exist
   */
  default Mono<NetworkInfo> inspect(String network) {
    return Refusal.mono(backend(), Capability.NETWORKS, "inspect network " + network);
  }

  /**
   * Lists networks.
   *
   * @param filter which ones
   * @return the networks, in no special order
   */
  default Flux<NetworkInfo> list(NetworkFilter filter) {
    return Refusal.flux(backend(), Capability.NETWORKS, "list networks");
  }

  /**
   * Connects an existing container to a further network. Needs {@link Capability#NETWORK_CONNECT}.
   *
   * @param container the container
   * @param attachment the network, and how the container appears on it
   * @return completes when it is connected, also when it was connected before. Signals {@link
   *     dev.fairlead.spi.error.ConflictException} naming the differing fields when it was connected
   *     without one of the aliases or with another address
   */
  default Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
    return Refusal.mono(
        backend(),
        Capability.NETWORK_CONNECT,
        "connect " + container + " to network " + attachment.network());
  }

  /**
   * Disconnects a container from a network. Needs {@link Capability#NETWORK_CONNECT}.
   *
   * @param container the container
   * @param network name or id of the network
   * @param how in order or by force
   * @return completes when it is disconnected, also when it was not connected
   */
  default Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
    return Refusal.mono(
        backend(),
        Capability.NETWORK_CONNECT,
        "disconnect " + container + " from network " + network);
  }

  /**
   * Removes a network. Never removes a container.
   *
   * @param network its name or id
   * @return completes when it is gone, also when it was gone before. Signals {@link
   *     dev.fairlead.spi.error.ConflictException} while containers are connected
   */
  default Mono<Void> remove(String network) {
    return Refusal.mono(backend(), Capability.NETWORKS, "remove network " + network);
  }

  /**
   * Removes networks that no container refers to. Those that the runtime made itself stay.
   *
   * @param labels labels that a network must have to go, with their values; an empty value means
   *     that the label exists; empty for any network
   * @return what went
   */
  default Mono<PruneReport> prune(Map<String, String> labels) {
    return Refusal.mono(backend(), Capability.NETWORKS, "prune networks");
  }

  /**
   * The networks of a backend that has none.
   *
   * @param backend its id
   * @return refuses every operation
   */
  static Networks unsupported(String backend) {
    Objects.requireNonNull(backend, "backend");
    return () -> backend;
  }
}
