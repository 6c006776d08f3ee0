package dev.fairlead.spi.container;

import java.util.Objects;

/**
 * How a container is removed.
 *
 * @param running what happens to one that runs
 * @param volumes what happens to the volumes that have no name
 */
public record RemoveOptions(Running running, AnonymousVolumes volumes) {

  /** What happens to a container that runs. */
  public enum Running {
    /** It is refused as a conflict. */
    REFUSE,
    /** It is killed. */
    KILL
  }

  /** What happens to volumes without a name. */
  public enum AnonymousVolumes {
    /** They stay. */
    KEEP,
    /** They go with the container. */
    REMOVE
  }

  /** Checks that no part is null. */
  public RemoveOptions {
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(volumes, "volumes");
  }

  /**
   * Refuses one that runs, and removes volumes without a name.
   *
   * @return the options
   */
  public static RemoveOptions defaults() {
    return new RemoveOptions(Running.REFUSE, AnonymousVolumes.REMOVE);
  }

  /**
   * Kills one that runs, and removes volumes without a name.
   *
   * @return the options
   */
  public static RemoveOptions force() {
    return new RemoveOptions(Running.KILL, AnonymousVolumes.REMOVE);
  }
}
