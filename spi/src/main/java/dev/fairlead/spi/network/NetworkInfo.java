package dev.fairlead.spi.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A network that exists.
 *
 * @param id the runtime's id of it; its name where there is no other
 * @param name its name
 * @param driver what provides it
 * @param subnets its ranges of addresses; empty where not told
 * @param internal whether it has no way to the outside
 * @param ipv6 whether it has IPv6 addresses
 * @param created when it was made; empty where not told
 * @param labels its labels
 * @param options options of the driver
 * @param members the running containers that are connected; empty where not told, as by {@link
 *     Networks#list}
 */
public record NetworkInfo(
    String id,
    String name,
    String driver,
    List<Subnet> subnets,
    boolean internal,
    boolean ipv6,
    Optional<Instant> created,
    Map<String, String> labels,
    Map<String, String> options,
    Optional<List<NetworkMember>> members) {

  /** Checks and copies. */
  public NetworkInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(driver, "driver");
    subnets = List.copyOf(subnets);
    Objects.requireNonNull(created, "created");
    labels = Map.copyOf(labels);
    options = Map.copyOf(options);
    members = members.map(List::copyOf);
  }
}
