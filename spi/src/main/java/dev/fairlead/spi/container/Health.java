package dev.fairlead.spi.container;

/** How well a container is, as its health check or the runtime's readiness tells. */
public enum Health {
  /** Not known yet. */
  STARTING,
  /** Well, or ready to serve. */
  HEALTHY,
  /** Not well, or not ready. */
  UNHEALTHY
}
