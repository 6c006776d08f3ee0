package dev.fairlead.spi.container;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a container is connected.
 *
 * @param networks networks it is on; empty for the runtime's default
 * @param ports ports published on the host
 * @param publishAll whether every port that the image exposes is published on a free host port
 * @param hostname its own host name; empty for the runtime's choice
 * @param extraHosts further lines of its hosts file: name to address, or to {@link #HOST_GATEWAY}
 * @param dnsServers addresses of name servers; empty for the runtime's own
 * @param dnsSearch search domains; empty for the runtime's own
 * @param dnsOptions resolver options; empty for the runtime's own
 */
public record NetworkingSpec(
    List<NetworkAttachment> networks,
    List<PortBinding> ports,
    boolean publishAll,
    Optional<String> hostname,
    Map<String, String> extraHosts,
    List<String> dnsServers,
    List<String> dnsSearch,
    List<String> dnsOptions) {

  /** Stands for the address under which the container reaches the machine that runs it. */
  public static final String HOST_GATEWAY = "host-gateway";

  /** Checks and copies. */
  public NetworkingSpec {
    networks = List.copyOf(networks);
    ports = List.copyOf(ports);
    Objects.requireNonNull(hostname, "hostname");
    extraHosts = Collections.unmodifiableMap(new LinkedHashMap<>(extraHosts));
    dnsServers = List.copyOf(dnsServers);
    dnsSearch = List.copyOf(dnsSearch);
    dnsOptions = List.copyOf(dnsOptions);
  }
}
