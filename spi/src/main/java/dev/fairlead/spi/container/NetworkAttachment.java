package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A network that a container is on.
 *
 * @param network name or id; {@link #HOST} and {@link #NONE} mean what they mean for docker, as
 *     does {@code container:NAME}
 * @param aliases further names of the container on this network
 * @param ipv4Address a fixed address; empty to let the runtime choose
 * @param ipv6Address a fixed address; empty to let the runtime choose
 * @param macAddress a fixed hardware address; empty to let the runtime choose
 */
public record NetworkAttachment(
    String network,
    List<String> aliases,
    Optional<String> ipv4Address,
    Optional<String> ipv6Address,
    Optional<String> macAddress) {

  /** The network of the machine itself. */
  public static final String HOST = "host";

  /** No network at all. */
  public static final String NONE = "none";

  /** Checks and copies. */
  public NetworkAttachment {
    if (network.isBlank()) {
      throw new IllegalArgumentException("a network needs a name");
    }
    aliases = List.copyOf(aliases);
    Objects.requireNonNull(ipv4Address, "ipv4Address");
    Objects.requireNonNull(ipv6Address, "ipv6Address");
    Objects.requireNonNull(macAddress, "macAddress");
  }

  /**
   * A network without further wishes.
   *
   * @param network name or id
   * @return the attachment
   */
  public static NetworkAttachment to(String network) {
    return new NetworkAttachment(
        network, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * This network with further names.
   *
   * @param names the names
   * @return a copy
   */
  public NetworkAttachment withAliases(List<String> names) {
    return new NetworkAttachment(network, names, ipv4Address, ipv6Address, macAddress);
  }
}
