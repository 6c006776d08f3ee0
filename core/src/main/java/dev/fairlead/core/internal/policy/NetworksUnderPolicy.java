package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.PruneReport;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Networks with deadlines, retries and an owner. */
public final class NetworksUnderPolicy implements Networks {

  private final Networks below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public NetworksUnderPolicy(Networks below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Mono<NetworkInfo> create(NetworkSpec spec) {
    return calls.repeatable("create network " + spec.name(), below.create(owned(spec)));
  }

  private NetworkSpec owned(NetworkSpec spec) {
    Optional<String> owner = calls.policies().owner();
    return owner.isEmpty() || spec.labels().containsKey(Ownership.OWNER)
        ? spec
        : spec.toBuilder().label(Ownership.OWNER, owner.get()).build();
  }

  @Override
  public Mono<NetworkInfo> inspect(String network) {
    return calls.repeatable("inspect network " + network, below.inspect(network));
  }

  @Override
  public Flux<NetworkInfo> list(NetworkFilter filter) {
    return calls.repeatable("list networks", below.list(filter));
  }

  @Override
  public Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
    return calls.repeatable(
        "connect " + container + " to network " + attachment.network(),
        below.connect(container, attachment));
  }

  @Override
  public Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
    return calls.repeatable(
        "disconnect " + container + " from network " + network,
        below.disconnect(container, network, how));
  }

  @Override
  public Mono<Void> remove(String network) {
    return calls.repeatable("remove network " + network, below.remove(network));
  }

  @Override
  public Mono<PruneReport> prune(Map<String, String> labels) {
    return calls.work("prune networks", below.prune(labels));
  }
}
