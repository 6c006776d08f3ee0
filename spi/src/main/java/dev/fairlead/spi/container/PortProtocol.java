package dev.fairlead.spi.container;

import java.util.Locale;

/** The transport protocol of a port. */
public enum PortProtocol {
  /** TCP. */
  TCP,
  /** UDP. */
  UDP,
  /** SCTP. */
  SCTP;

  /**
   * The name as runtimes and people write it.
   *
   * @return lower case, for example {@code tcp}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
