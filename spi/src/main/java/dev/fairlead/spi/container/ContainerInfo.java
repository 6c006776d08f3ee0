package dev.fairlead.spi.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a runtime tells of one container. Environment variables are left out on purpose: they hold
 * secrets.
 *
 * @param id its id, whole
 * @param name its name, without a leading slash
 * @param image the image as it was asked for
 * @param imageId id or digest of the image; empty where the runtime does not tell
 * @param state where it is in its life
 * @param nativeState the runtime's own word for that
 * @param exit how it ended last; empty if it never ended. {@link Exit.Lost} if it ended and the
 *     runtime does not tell how
 * @param health how well it is; empty without a health check
 * @param command entrypoint and arguments as they were executed; empty where the runtime does not
 *     tell
 * @param tty whether its first process has a terminal
 * @param createdAt when it was made; empty where the runtime does not tell
 * @param startedAt when it was last started; empty if never
 * @param finishedAt when it last ended; empty if never
 * @param pid number of its first process as the machine that runs it sees it; empty if it does not
 *     run or the runtime does not tell
 * @param restartCount how often its restart policy started it again
 * @param labels its labels, and the marks of {@link Ownership} wherever the runtime keeps those
 * @param ports what is published, with the host ports that were picked
 * @param networks where it is connected, with its addresses
 * @param mounts what it sees of the outside
 */
public record ContainerInfo(
    ContainerId id,
    String name,
    String image,
    Optional<String> imageId,
    ContainerState state,
    String nativeState,
    Optional<Exit> exit,
    Optional<Health> health,
    List<String> command,
    boolean tty,
    Optional<Instant> createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    OptionalLong pid,
    int restartCount,
    Map<String, String> labels,
    List<PublishedPort> ports,
    List<NetworkEndpoint> networks,
    List<MountPoint> mounts) {

  /**
   * A published port.
   *
   * @param containerPort port of the container
   * @param protocol the transport protocol
   * @param hostAddress address that is listened on, {@code 0.0.0.0} for all
   * @param hostPort port of the host; empty if it is exposed but not published now
   */
  public record PublishedPort(
      int containerPort, PortProtocol protocol, String hostAddress, OptionalInt hostPort) {
    /** Checks that no part is null. */
    public PublishedPort {
      Objects.requireNonNull(protocol, "protocol");
      Objects.requireNonNull(hostAddress, "hostAddress");
      Objects.requireNonNull(hostPort, "hostPort");
    }
  }

  /**
   * A network that the container is on.
   *
   * @param network name of the network
   * @param address its IPv4 address; empty while it has none
   * @param ipv6Address its IPv6 address; empty while it has none
   * @param macAddress its hardware address; empty while it has none
   * @param aliases its further names there
   */
  public record NetworkEndpoint(
      String network,
      Optional<String> address,
      Optional<String> ipv6Address,
      Optional<String> macAddress,
      List<String> aliases) {
    /** Checks and copies. */
    public NetworkEndpoint {
      Objects.requireNonNull(network, "network");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(ipv6Address, "ipv6Address");
      Objects.requireNonNull(macAddress, "macAddress");
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * Something from outside that the container sees.
   *
   * @param kind the runtime's word, for example "bind", {@code volume}, {@code tmpfs}
   * @param source path or name of what is mounted; empty for a tmpfs
   * @param target path inside
   * @param access whether the container may write
   */
  public record MountPoint(String kind, String source, String target, Mount.Access access) {
    /** Checks that no part is null. */
    public MountPoint {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(access, "access");
    }
  }

  /** Checks and copies. */
  public ContainerInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(imageId, "imageId");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(nativeState, "nativeState");
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(health, "health");
    command = List.copyOf(command);
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(pid, "pid");
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
    networks = List.copyOf(networks);
    mounts = List.copyOf(mounts);
  }

  /**
   * The same after its end, for one who saw that end where the runtime does not tell it.
   *
   * @param how its end
   * @param when when that was seen; a time that the runtime tells is kept
   * @return a copy
   */
  public ContainerInfo withEnd(Exit how, Instant when) {
    return new ContainerInfo(
        id,
        name,
        image,
        imageId,
        state,
        nativeState,
        Optional.of(how),
        health,
        command,
        tty,
        createdAt,
        startedAt,
        finishedAt.or(() -> Optional.of(when)),
        pid,
        restartCount,
        labels,
        ports,
        networks,
        mounts);
  }
}
