package dev.fairlead.spi.volume;

/** How many containers may use a volume at once. */
public enum VolumeSharing {
  /** As many as the runtime allows; with some, only one that runs. */
  RUNTIME_DEFAULT,
  /**
   * Several running containers, also on several machines where the runtime has several. A runtime
   * that cannot promise this refuses it.
   */
  SHARED
}
