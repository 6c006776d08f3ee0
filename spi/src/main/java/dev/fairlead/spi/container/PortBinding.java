package dev.fairlead.spi.container;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port of the container that is published on the host.
 *
 * @param containerPort 1 to 65535
 * @param protocol the transport protocol
 * @param hostAddress address of the host to listen on; empty for all
 * @param hostPort 1 to 65535; empty to let the runtime pick a free one
 */
public record PortBinding(
    int containerPort, PortProtocol protocol, Optional<String> hostAddress, OptionalInt hostPort) {

  /** Checks ranges. */
  public PortBinding {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(hostAddress, "hostAddress");
    check(containerPort, "container port");
    hostPort.ifPresent(port -> check(port, "host port"));
  }

  /**
   * A TCP port on all addresses.
   *
   * @param hostPort port of the host
   * @param containerPort port of the container
   * @return the binding
   */
  public static PortBinding tcp(int hostPort, int containerPort) {
    return new PortBinding(
        containerPort, PortProtocol.TCP, Optional.empty(), OptionalInt.of(hostPort));
  }

  /**
   * A TCP port on a free port of the host.
   *
   * @param containerPort port of the container
   * @return the binding
   */
  public static PortBinding randomTcp(int containerPort) {
    return new PortBinding(containerPort, PortProtocol.TCP, Optional.empty(), OptionalInt.empty());
  }

  private static void check(int port, String what) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(what + " must be 1 to 65535, but is " + port);
    }
  }

  /**
   * The binding as people type it.
   *
   * @return for example {@code 127.0.0.1:8080:80/tcp}
   */
  @Override
  public String toString() {
    String host = hostAddress.map(a -> (a.indexOf(':') >= 0 ? "[" + a + "]" : a) + ":").orElse("");
    String port = hostPort.isPresent() ? hostPort.getAsInt() + ":" : (host.isEmpty() ? "" : ":");
    return host + port + containerPort + "/" + protocol.label();
  }
}
