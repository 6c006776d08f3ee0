package dev.fairlead.engine.network;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkMember;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the body of {@code POST /networks/create} and reads networks out of the answers. */
final class NetworkMapper {

  private NetworkMapper() {}

  /** The list has no members, or fewer than there are. */
  static NetworkInfo listed(JsonObject json) {
    return network(json, Optional.empty());
  }

  static NetworkInfo inspected(JsonObject json) {
    JsonObject containers = json.object("Containers");
    return network(
        json,
        Optional.of(
            containers.names().stream().map(id -> member(id, containers.object(id))).toList()));
  }

  private static NetworkInfo network(JsonObject json, Optional<List<NetworkMember>> members) {
    return new NetworkInfo(
        json.text("Id").orElse(""),
        json.text("Name")
            .orElseThrow(() -> new IllegalArgumentException("a network without a name")),
        json.text("Driver").orElse(""),
        json.object("IPAM").objects("Config").stream()
            .flatMap(range -> subnet(range).stream())
            .toList(),
        json.flag("Internal"),
        json.flag("EnableIPv6"),
        json.time("Created"),
        json.textMap("Labels"),
        json.textMap("Options"),
        members);
  }

  private static Optional<Subnet> subnet(JsonObject json) {
    try {
      return json.text("Subnet")
          .map(cidr -> new Subnet(cidr, json.text("Gateway"), json.text("IPRange")));
    } catch (IllegalArgumentException notARange) {
      return Optional.empty();
    }
  }

  private static NetworkMember member(String id, JsonObject json) {
    List<String> addresses = new ArrayList<>();
    json.text("IPv4Address").map(NetworkMapper::bare).ifPresent(addresses::add);
    json.text("IPv6Address").map(NetworkMapper::bare).ifPresent(addresses::add);
    return new NetworkMember(ContainerId.of(id), json.text("Name"), addresses);
  }

  /** Without the length of its prefix. */
  private static String bare(String address) {
    int slash = address.indexOf('/');
    return slash < 0 ? address : address.substring(0, slash);
  }

  static Map<String, Object> body(NetworkSpec spec, Map<String, String> labels) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Name", spec.name());
    // Without it, a daemon before API 1.44 makes a second network of the same name.
    body.put("CheckDuplicate", true);
    spec.driver().ifPresent(driver -> body.put("Driver", driver));
    if (!spec.subnets().isEmpty()) {
      body.put(
          "IPAM", Map.of("Config", spec.subnets().stream().map(NetworkMapper::range).toList()));
    }
    if (spec.internal()) {
      body.put("Internal", true);
    }
    if (spec.ipv6()) {
      body.put("EnableIPv6", true);
    }
    body.put("Options", spec.options());
    body.put("Labels", labels);
    return body;
  }

  private static Map<String, String> range(Subnet subnet) {
    Map<String, String> range = new LinkedHashMap<>();
    range.put("Subnet", subnet.cidr());
    subnet.gateway().ifPresent(gateway -> range.put("Gateway", gateway));
    subnet.allocationRange().ifPresent(part -> range.put("IPRange", part));
    return range;
  }
}
