package dev.fairlead.app;

import dev.fairlead.spi.network.NetworkInfo;
import java.util.List;

/** Networks as tables and documents show them. */
final class NetworkView {

  static final List<String> HEADING = List.of("NETWORK ID", "NAME", "DRIVER");

  private static final int ID_LENGTH = 12;

  private NetworkView() {}

  static Document document(NetworkInfo network) {
    return new Document()
        .with("id", network.id())
        .with("name", network.name())
        .with("driver", network.driver())
        .with(
            "subnets",
            network.subnets().stream()
                .map(
                    subnet ->
                        new Document()
                            .with("cidr", subnet.cidr())
                            .with("gateway", subnet.gateway())
                            .with("allocationRange", subnet.allocationRange()))
                .toList())
        .with("internal", network.internal())
        .with("ipv6", network.ipv6())
        .with("createdAt", network.created())
        .with("labels", network.labels())
        .with("options", network.options())
        .with(
            "members",
            network
                .members()
                .map(
                    members ->
                        members.stream()
                            .map(
                                member ->
                                    new Document()
                                        .with("container", member.container())
                                        .with("name", member.name())
                                        .with("addresses", member.addresses()))
                            .toList()));
  }

  static List<String> row(NetworkInfo network, boolean whole) {
    return List.of(id(network, whole), network.name(), network.driver());
  }

  static String id(NetworkInfo network, boolean whole) {
    String id = network.id();
    return whole || id.length() <= ID_LENGTH ? id : id.substring(0, ID_LENGTH);
  }
}
