package dev.fairlead.spi.system;

/** What kind of thing an event is about. */
public enum ResourceKind {
  /** A container. */
  CONTAINER,
  /** An image. */
  IMAGE,
  /** A volume. */
  VOLUME,
  /** A network. */
  NETWORK,
  /** A pod. */
  POD,
  /** A ranked job. */
  JOB,
  /** The runtime itself, and anything that has no kind of its own. */
  RUNTIME
}
