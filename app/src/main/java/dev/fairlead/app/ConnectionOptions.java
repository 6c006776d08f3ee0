package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.NetworkingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a container sees of the outside: ports, networks, names and mounts. */
final class ConnectionOptions {

  @Option(
      names = {"-p", "--publish"},
      paramLabel = "[IP:][HOST:]PORT[/PROTO]",
      description = "Publish a port or a range on the host.")
  List<String> ports = new ArrayList<>();

  @Option(
      names = {"-P", "--publish-all"},
      description = "Publish all exposed ports on free ports of the host.")
  boolean publishAll;

  @Option(
      names = {"--network", "--net"},
      paramLabel = "NETWORK",
      description = "Network to be on, or name=NET,alias=A,ip=IP; host and none as in docker.")
  List<String> networks = new ArrayList<>();

  @Option(
      names = "--network-alias",
      paramLabel = "NAME",
      description = "Further name on the first network.")
  List<String> aliases = new ArrayList<>();

  @Option(names = "--ip", paramLabel = "IP", description = "Address on the first network.")
  @Nullable String ipv4;

  @Option(names = "--ip6", paramLabel = "IP", description = "IPv6 address on the first network.")
  @Nullable String ipv6;

  @Option(
      names = "--mac-address",
      paramLabel = "MAC",
      description = "Hardware address on the first network.")
  @Nullable String mac;

  @Option(
      names = {"-h", "--hostname"},
      paramLabel = "NAME",
      description = "Host name inside.")
  @Nullable String hostname;

  @Option(
      names = "--add-host",
      paramLabel = "NAME:IP",
      description = "Line of the hosts file; host-gateway stands for this machine.")
  List<String> extraHosts = new ArrayList<>();

  @Option(names = "--dns", paramLabel = "IP", description = "Name server.")
  List<String> dns = new ArrayList<>();

  @Option(names = "--dns-search", paramLabel = "DOMAIN", description = "Search domain.")
  List<String> dnsSearch = new ArrayList<>();

  @Option(
      names = {"--dns-option", "--dns-opt"},
      paramLabel = "OPTION",
      description = "Resolver option.")
  List<String> dnsOptions = new ArrayList<>();

  @Mixin MountOptions mounts = new MountOptions();

  void addTo(ContainerSpecBuilder spec, Path here) {
    ports.forEach(text -> PortSyntax.parse(text).forEach(spec::port));
    spec.publishAll(publishAll);
    networks().forEach(spec::network);
    Settings.ifGiven(hostname, spec::hostname);
    Set<String> hosts = new HashSet<>();
    extraHosts.forEach(text -> host(text, hosts, spec));
    dns.forEach(text -> spec.dnsServer(address(text)));
    dnsSearch.forEach(spec::dnsSearch);
    dnsOptions.forEach(spec::dnsOption);
    mounts.addTo(spec, here);
  }

  /** Docker's daemon takes any text for a name server; its command does not. */
  private static String address(String text) {
    if (!isAddress(text)) {
      throw new IllegalArgumentException("'" + text + "' is not an address of a name server");
    }
    return text;
  }

  private static boolean isAddress(String text) {
    return text.matches(
        "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[0-9A-Za-z]+)?");
  }

  private List<NetworkAttachment> networks() {
    boolean wishes = !aliases.isEmpty() || ipv4 != null || ipv6 != null || mac != null;
    if (networks.isEmpty()) {
      if (wishes) {
        throw new IllegalArgumentException(
            "--network-alias, --ip, --ip6 and --mac-address need --network");
      }
      return List.of();
    }
    List<NetworkAttachment> all =
        networks.stream()
            .map(NetworkSyntax::parse)
            .collect(Collectors.toCollection(ArrayList::new));
    NetworkAttachment first = all.get(0);
    List<String> names = new ArrayList<>(first.aliases());
    names.addAll(aliases);
    all.set(
        0,
        new NetworkAttachment(
            first.network(),
            names,
            Optional.ofNullable(ipv4).or(first::ipv4Address),
            Optional.ofNullable(ipv6).or(first::ipv6Address),
            Optional.ofNullable(mac).or(first::macAddress)));
    return all;
  }

  private static void host(String text, Set<String> seen, ContainerSpecBuilder spec) {
    int separator = text.indexOf('=') > 0 ? text.indexOf('=') : text.indexOf(':');
    if (separator < 1 || separator == text.length() - 1) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a line of the hosts file; write NAME:IP or NAME:host-gateway");
    }
    String name = text.substring(0, separator);
    if (!seen.add(name)) {
      throw new IllegalArgumentException("--add-host gives the host " + name + " two addresses");
    }
    String address = text.substring(separator + 1);
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    String plain = bracketed ? address.substring(1, address.length() - 1) : address;
    // Podman writes any text into the hosts file.
    if (!plain.equals(NetworkingSpec.HOST_GATEWAY) && !isAddress(plain)) {
      throw new IllegalArgumentException(
          "'" + plain + "' in --add-host is neither an address nor " + NetworkingSpec.HOST_GATEWAY);
    }
    spec.extraHost(name, plain);
  }
}
