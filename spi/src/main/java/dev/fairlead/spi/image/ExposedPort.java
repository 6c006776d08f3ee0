package dev.fairlead.spi.image;

import dev.fairlead.spi.container.PortProtocol;
import java.util.Objects;

/**
 * A port that an image says it listens on.
 *
 * @param port the port, 1 to 65535
 * @param protocol its protocol
 */
public record ExposedPort(int port, PortProtocol protocol) {

  /** Checks the range. */
  public ExposedPort {
    Objects.requireNonNull(protocol, "protocol");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
    }
  }
}
