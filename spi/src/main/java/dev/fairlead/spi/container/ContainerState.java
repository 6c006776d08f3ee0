package dev.fairlead.spi.container;

/** Where a container is in its life, in one model for all runtimes. */
public enum ContainerState {
  /** Made, and never started. */
  CREATED,
  /** Running. */
  RUNNING,
  /** Frozen. */
  PAUSED,
  /** Between an end and the next start by its restart policy. */
  RESTARTING,
  /** Asked to end. */
  STOPPING,
  /** Ended. */
  EXITED,
  /** Being removed. */
  REMOVING,
  /** Ended in a way that the runtime could not clean up after. */
  DEAD,
  /** Not there. */
  ABSENT,
  /** There, but the runtime cannot tell how it is: neither alive nor ended, and a wait goes on. */
  UNKNOWN;

  /**
   * Whether a process of the container exists.
   *
   * @return true for {@link #RUNNING}, {@link #PAUSED} and {@link #STOPPING}
   */
  public boolean alive() {
    return this == RUNNING || this == PAUSED || this == STOPPING;
  }
}
