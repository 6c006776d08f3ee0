package dev.fairlead.spi.container;

/** How often a container is measured. */
public enum StatsMode {
  /** Once, with processor percent where the runtime can tell it. */
  ONE_SHOT,
  /** Again and again, as often as the runtime does. */
  STREAM
}
