package dev.fairlead.spi.network;

import dev.fairlead.spi.container.ContainerId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A container that is connected to a network.
 *
 * @param container its id
 * @param name its name; empty where not told
 * @param addresses its addresses on this network, without prefix lengths; empty when it does not
 *     run
 */
public record NetworkMember(ContainerId container, Optional<String> name, List<String> addresses) {

  /** Checks and copies. */
  public NetworkMember {
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(name, "name");
    addresses = List.copyOf(addresses);
  }
}
