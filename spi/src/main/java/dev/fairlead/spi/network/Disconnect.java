package dev.fairlead.spi.network;

/** How a container leaves a network. */
public enum Disconnect {
  /** In order. */
  GRACEFUL,
  /** Even if the runtime believes that it cannot. */
  FORCE
}
