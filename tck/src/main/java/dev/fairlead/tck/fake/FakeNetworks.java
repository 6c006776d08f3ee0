package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.PruneReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The networks of a fake backend: names that resolve, and nothing that could be sent over them. */
final class FakeNetworks implements Networks {

  private final FakeWorld world;

  FakeNetworks(FakeWorld world) {
    this.world = world;
  }

  private static FakeOptions needed() {
    return FakeOptions.of(Capability.NETWORKS);
  }

  @Override
  public String backend() {
    return world.id;
  }

  @Override
  public Mono<NetworkInfo> create(NetworkSpec spec) {
    return world.call(
        needed(), "createNetwork", () -> Mono.fromSupplier(() -> world.networkTable.create(spec)));
  }

  @Override
  public Mono<NetworkInfo> inspect(String network) {
    return world.call(
        needed(),
        "inspectNetwork",
        () -> Mono.fromSupplier(() -> world.networkTable.inspect(network)));
  }

  @Override
  public Flux<NetworkInfo> list(NetworkFilter filter) {
    return world.stream(
        needed(),
        "listNetworks",
        () ->
            Flux.fromIterable(world.networkTable.all())
                .filter(
                    network -> filter.names().isEmpty() || filter.names().contains(network.name()))
                .filter(network -> FakeLabels.match(network.labels(), filter.labels())));
  }

  @Override
  public Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
    return world.call(
        FakeOptions.of(Capability.NETWORK_CONNECT),
        "connect",
        () ->
            Mono.fromRunnable(
                () -> world.networkTable.connect(world.require("connect", container), attachment)));
  }

  @Override
  public Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
    return world.call(
        FakeOptions.of(Capability.NETWORK_CONNECT),
        "disconnect",
        () ->
            Mono.fromRunnable(
                () ->
                    world.networkTable.disconnect(
                        world.require("disconnect", container), network)));
  }

  @Override
  public Mono<Void> remove(String network) {
    return world.call(
        needed(),
        "removeNetwork",
        () -> Mono.fromRunnable(() -> world.networkTable.remove(network)));
  }

  @Override
  public Mono<PruneReport> prune(Map<String, String> labels) {
    return world.call(needed(), "pruneNetworks", () -> Mono.fromSupplier(() -> pruneNow(labels)));
  }

  private PruneReport pruneNow(Map<String, String> labels) {
    List<String> removed = new ArrayList<>();
    for (NetworkInfo network : world.networkTable.all()) {
      if (FakeLabels.match(network.labels(), labels)
          && !world.networkTable.referred(network.name())) {
        world.networkTable.remove(network.name());
        removed.add(network.name());
      }
    }
    return new PruneReport(removed, OptionalLong.empty());
  }
}
