package dev.fairlead.apple.making;

import dev.fairlead.apple.program.AppleVersion;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import java.util.List;

/** Networks and ports as the program takes them (reference, section 6). */
final class NetworkPlan {

  private static final int MOST_PORTS = 64;

  private NetworkPlan() {}

  static FieldPlan networks(List<NetworkAttachment> networks, AppleVersion version) {
    for (NetworkAttachment network : networks) {
      if (network.network().equals(NetworkAttachment.HOST)) {
        return FieldPlan.dropped(
            SpecField.NETWORKS, "a virtual machine is never on the host's own network");
      }
      if (network.ipv4Address().isPresent() || network.ipv6Address().isPresent()) {
        return FieldPlan.dropped(SpecField.NETWORKS, "addresses cannot be chosen");
      }
      if (!network.aliases().isEmpty() && !version.atLeast(AppleVersion.ALIASES)) {
        return FieldPlan.dropped(
            SpecField.NETWORKS,
            "aliases need release " + AppleVersion.ALIASES + ", this is " + version);
      }
    }
    return FieldPlan.kept(SpecField.NETWORKS);
  }

  static List<String> arguments(NetworkAttachment network) {
    StringBuilder text = new StringBuilder(network.network());
    network.macAddress().ifPresent(address -> text.append(",mac=").append(address));
    network.aliases().forEach(alias -> text.append(",alias=").append(alias));
    return List.of("--network", text.toString());
  }

  static FieldPlan ports(List<PortBinding> ports) {
    boolean chosen = false;
    for (PortBinding port : ports) {
      if (port.protocol() != PortProtocol.TCP && port.protocol() != PortProtocol.UDP) {
        return FieldPlan.dropped(SpecField.PORTS, "only ports of tcp and udp can be published");
      }
      if (port.hostPort().isPresent() && port.hostPort().getAsInt() == 1) {
        return FieldPlan.dropped(SpecField.PORTS, "a host port must be above 1");
      }
      chosen |= port.hostPort().isEmpty();
    }
    if (ports.size() > MOST_PORTS) {
      return FieldPlan.dropped(SpecField.PORTS, "at most " + MOST_PORTS + " can be published");
    }
    return chosen
        ? FieldPlan.approximated(
            SpecField.PORTS,
            "Fairlead chooses a free host port when it makes the container, and once more where"
                + " somebody takes it before the start")
        : FieldPlan.kept(SpecField.PORTS);
  }

  static List<String> arguments(PortBinding port, String hostPort) {
    String address =
        port.hostAddress()
            .map(host -> (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":")
            .orElse("");
    return List.of(
        "--publish",
        address + hostPort + ":" + port.containerPort() + "/" + port.protocol().label());
  }
}
