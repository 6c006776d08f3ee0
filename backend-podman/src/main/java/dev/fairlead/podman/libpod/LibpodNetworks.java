package dev.fairlead.podman.libpod;

import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.container.PortBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Networks and ports as Podman's own creates take them, of containers and of pods. */
final class LibpodNetworks {

  private static final String OF_CONTAINER = "container:";

  private LibpodNetworks() {}

  static void map(NetworkingSpec networking, Fields body) {
    attachments(networking.networks(), body);
    body.putFilled("portmappings", ports(networking.ports()));
    body.putTrue("publish_image_ports", networking.publishAll());
    body.putFilled(
        "hostadd",
        networking.extraHosts().entrySet().stream()
            .map(entry -> entry.getKey() + ":" + entry.getValue())
            .toList());
    body.putFilled("dns_server", networking.dnsServers());
    body.putFilled("dns_search", networking.dnsSearch());
    body.putFilled("dns_option", networking.dnsOptions());
  }

  /** Host, none and another container's are namespaces here, and no networks. */
  static void attachments(List<NetworkAttachment> networks, Fields body) {
    if (networks.isEmpty()) {
      return;
    }
    String first = networks.get(0).network();
    if (first.equals(NetworkAttachment.HOST) || first.equals(NetworkAttachment.NONE)) {
      body.put("netns", Map.of("nsmode", first));
      return;
    }
    if (first.startsWith(OF_CONTAINER)) {
      body.put("netns", LibpodLimits.namespace(first));
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    networks.forEach(network -> all.put(network.network(), attachment(network)));
    body.put("netns", Map.of("nsmode", "bridge")).put("Networks", all);
  }

  private static Map<String, Object> attachment(NetworkAttachment network) {
    List<String> addresses =
        Stream.concat(network.ipv4Address().stream(), network.ipv6Address().stream()).toList();
    return new Fields()
        .putFilled("static_ips", addresses)
        .putFilled("aliases", network.aliases())
        .put("static_mac", network.macAddress())
        .map();
  }

  static List<Map<String, Object>> ports(List<PortBinding> bindings) {
    List<Map<String, Object>> ports = new ArrayList<>();
    for (PortBinding binding : bindings) {
      ports.add(
          new Fields()
              .put("host_ip", binding.hostAddress())
              .put("container_port", binding.containerPort())
              .put("host_port", binding.hostPort())
              .put("protocol", binding.protocol().label())
              .map());
    }
    return ports;
  }
}
