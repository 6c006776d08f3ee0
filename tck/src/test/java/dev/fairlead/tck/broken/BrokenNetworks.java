package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.PruneReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose networks are wrong. */
public final class BrokenNetworks {

  private BrokenNetworks() {}

  private static Backend networks(Backend honest, UnaryOperator<Networks> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Networks networks() {
        return broken.apply(super.networks());
      }
    };
  }

  /** Passes everything on; a broken one overrides what it breaks. */
  private static class ForwardingNetworks implements Networks {

    private final Networks below;

    ForwardingNetworks(Networks below) {
      this.below = below;
    }

    @Override
    public String backend() {
      return below.backend();
    }

    @Override
    public Mono<NetworkInfo> create(NetworkSpec spec) {
      return below.create(spec);
    }

    @Override
    public Mono<NetworkInfo> inspect(String network) {
      return below.inspect(network);
    }

    @Override
    public Flux<NetworkInfo> list(NetworkFilter filter) {
      return below.list(filter);
    }

    @Override
    public Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
      return below.connect(container, attachment);
    }

    @Override
    public Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
      return below.disconnect(container, network, how);
    }

    @Override
    public Mono<Void> remove(String network) {
      return below.remove(network);
    }

    @Override
    public Mono<PruneReport> prune(Map<String, String> labels) {
      return below.prune(labels);
    }
  }

  public static Backend takesAnyNetworkOfTheName(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<NetworkInfo> create(NetworkSpec spec) {
                return super.create(spec)
                    .onErrorResume(ConflictException.class, taken -> inspect(spec.name()));
              }
            });
  }

  public static Backend tellsNoMembers(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<NetworkInfo> inspect(String network) {
                return super.inspect(network)
                    .map(
                        info ->
                            new NetworkInfo(
                                info.id(),
                                info.name(),
                                info.driver(),
                                info.subnets(),
                                info.internal(),
                                info.ipv6(),
                                info.created(),
                                info.labels(),
                                info.options(),
                                Optional.of(List.of())));
              }
            });
  }

  public static Backend forgetsAliases(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
                return super.connect(container, attachment.withAliases(List.of()));
              }
            });
  }

  public static Backend failsToLeaveTwice(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
                return inspect(network)
                    .filter(info -> !info.members().orElse(List.of()).isEmpty())
                    .switchIfEmpty(Mono.error(() -> new IllegalStateException("not connected")))
                    .then(super.disconnect(container, network, how));
              }
            });
  }

  public static Backend connectsToNowhere(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
                return super.connect(container, attachment)
                    .onErrorResume(
                        error -> !(error instanceof ConflictException), e -> Mono.empty());
              }
            });
  }

  /** Only what runs counts, as for Docker's own prune. */
  public static Backend prunesNetworksOfTheStopped(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<PruneReport> prune(Map<String, String> labels) {
                return honest
                    .containers()
                    .list(ContainerFilter.all())
                    .filter(info -> !info.state().alive())
                    .flatMap(stopped -> leaveAll(stopped.id()))
                    .then(super.prune(labels));
              }

              private Flux<Void> leaveAll(ContainerId stopped) {
                return list(NetworkFilter.all())
                    .concatMap(network -> disconnect(stopped, network.name(), Disconnect.FORCE));
              }
            });
  }

  public static Backend prunesNetworksOfOthers(Backend honest) {
    return networks(
        honest,
        networks ->
            new ForwardingNetworks(networks) {
              @Override
              public Mono<PruneReport> prune(Map<String, String> labels) {
                return super.prune(Map.of());
              }
            });
  }

  /** For a backend that does not declare it. */
  public static Backend promisesNames(Backend honest) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Capabilities capabilities() {
        Capabilities.Builder more = Capabilities.builder();
        super.capabilities().declared().forEach(more::with);
        return more.with(Capability.NAME_RESOLUTION).build();
      }
    };
  }
}
