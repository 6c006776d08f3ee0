package dev.fairlead.apple.store;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.LabelCodec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkMember;
import dev.fairlead.spi.network.Subnet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A network as {@code container network list --format json} tells it (reference, section 3.4). */
final class NetworkReader {

  /** The one driver. */
  static final String PLUGIN = "container-network-vmnet";

  private NetworkReader() {}

  /** One, and whoever runs on it. */
  static NetworkInfo read(Fields network, Collection<AppleContainer> containers) {
    Fields configuration = network.part("configuration");
    Fields status = network.part("status");
    String id = network.text("id").orElseGet(() -> configuration.require("name"));
    return new NetworkInfo(
        id,
        configuration.text("name").orElse(id),
        configuration.text("plugin").orElse(PLUGIN),
        subnets(status),
        configuration.text("mode").filter("hostOnly"::equals).isPresent(),
        status.has("ipv6Subnet"),
        configuration.instant("creationDate"),
        LabelCodec.decode(configuration.map("labels")),
        configuration.map("options"),
        Optional.of(
            containers.stream()
                .filter(container -> container.state().alive())
                .flatMap(container -> member(container, id))
                .toList()));
  }

  private static List<Subnet> subnets(Fields status) {
    List<Subnet> subnets = new ArrayList<>();
    status
        .text("ipv4Subnet")
        .map(Subnet::of)
        .map(subnet -> status.text("ipv4Gateway").map(subnet::withGateway).orElse(subnet))
        .ifPresent(subnets::add);
    status.text("ipv6Subnet").map(Subnet::of).ifPresent(subnets::add);
    return subnets;
  }

  private static Stream<NetworkMember> member(AppleContainer container, String network) {
    return container.endpoints().stream()
        .filter(endpoint -> endpoint.network().equals(network))
        .map(
            endpoint ->
                new NetworkMember(
                    ContainerId.of(container.id()),
                    Optional.of(container.id()),
                    addresses(endpoint)));
  }

  private static List<String> addresses(ContainerInfo.NetworkEndpoint endpoint) {
    return Stream.concat(endpoint.address().stream(), endpoint.ipv6Address().stream()).toList();
  }
}
