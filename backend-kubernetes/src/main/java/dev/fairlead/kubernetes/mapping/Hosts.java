package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.NetworkingSpec;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.HostAliasBuilder;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and how they are looked up in a pod. */
final class Hosts {

  private Hosts() {}

  /** Whether a host name is one that a pod can have (RFC 1123, without dots). */
  static boolean isLabel(String name) {
    return name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  }

  static List<HostAlias> aliases(NetworkingSpec network) {
    Map<String, List<String>> byAddress = new LinkedHashMap<>();
    network
        .extraHosts()
        .forEach(
            (name, address) -> {
              if (!address.equals(NetworkingSpec.HOST_GATEWAY)) {
                byAddress.computeIfAbsent(address, any -> new ArrayList<>()).add(name);
              }
            });
    List<HostAlias> aliases = new ArrayList<>();
    byAddress.forEach(
        (address, names) ->
            aliases.add(new HostAliasBuilder().withIp(address).withHostnames(names).build()));
    return aliases;
  }

  static boolean asksForDns(NetworkingSpec network) {
    return !network.dnsServers().isEmpty()
        || !network.dnsSearch().isEmpty()
        || !network.dnsOptions().isEmpty();
  }

  static PodDNSConfig dns(NetworkingSpec network) {
    PodDNSConfigBuilder config =
        new PodDNSConfigBuilder()
            .withNameservers(network.dnsServers())
            .withSearches(network.dnsSearch());
    for (String option : network.dnsOptions()) {
      int colon = option.indexOf(':');
      config
          .addNewOption()
          .withName(colon < 0 ? option : option.substring(0, colon))
          .withValue(colon < 0 ? null : option.substring(colon + 1))
          .endOption();
    }
    return config.build();
  }
}
