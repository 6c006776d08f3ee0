package dev.fairlead.app;

import dev.fairlead.spi.network.NetworkInfo;

/** Networks as tables and documents show them. */
final class NetworkView {

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

  /** What {@code network ls} can show of each. */
  static Columns<NetworkInfo> columns(boolean whole) {
    return new Columns<NetworkInfo>()
        .shown("ID", "NETWORK ID", network -> id(network, whole))
        .shown("Name", "NAME", NetworkInfo::name)
        .shown("Driver", "DRIVER", NetworkInfo::driver)
        .more("IPv6", "IPV6", network -> String.valueOf(network.ipv6()))
        .more("Internal", "INTERNAL", network -> String.valueOf(network.internal()))
        .more("CreatedAt", "CREATED AT", network -> CalendarTime.of(network.created()))
        .more("Labels", "LABELS", network -> Columns.joined(network.labels()));
  }

  static String id(NetworkInfo network, boolean whole) {
    String id = network.id();
    return whole || id.length() <= ID_LENGTH ? id : id.substring(0, ID_LENGTH);
  }
}
