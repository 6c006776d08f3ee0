package dev.fairlead.spi.container;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a container may do, and which namespaces it shares.
 *
 * @param privileged whether it may do all that the runtime may
 * @param capAdd Linux capabilities added, for example {@code NET_ADMIN}; {@code ALL} for all
 * @param capDrop Linux capabilities taken away
 * @param readOnlyRoot whether its root file system is read-only
 * @param securityOptions the runtime's own words, for example {@code no-new-privileges}
 * @param groups further groups of the first process, names or numbers
 * @param sysctls kernel parameters of its namespaces
 * @param userNamespace the runtime's own word, for example {@code host}, or on Podman {@code auto}
 *     and, without the rights of root, {@code keep-id}; empty for the default
 * @param pidNamespace for example {@code host}; empty for its own
 * @param ipcNamespace for example {@code host}; empty for its own
 */
public record SecuritySpec(
    boolean privileged,
    Set<String> capAdd,
    Set<String> capDrop,
    boolean readOnlyRoot,
    List<String> securityOptions,
    List<String> groups,
    Map<String, String> sysctls,
    Optional<String> userNamespace,
    Optional<String> pidNamespace,
    Optional<String> ipcNamespace) {

  /** Checks and copies. */
  public SecuritySpec {
    capAdd = Set.copyOf(capAdd);
    capDrop = Set.copyOf(capDrop);
    securityOptions = List.copyOf(securityOptions);
    groups = List.copyOf(groups);
    sysctls = Map.copyOf(sysctls);
    Objects.requireNonNull(userNamespace, "userNamespace");
    Objects.requireNonNull(pidNamespace, "pidNamespace");
    Objects.requireNonNull(ipcNamespace, "ipcNamespace");
  }
}
