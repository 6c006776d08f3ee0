package dev.fairlead.spi.container;

/** What is waited for. */
public enum WaitCondition {
  /**
   * The container does not run: at once if it has ended already, with the code of that end. One
   * that was never started is waited for until its first end.
   */
  NOT_RUNNING,
  /** The next end from now on. */
  NEXT_EXIT,
  /** The container is gone, with the code of its last end. */
  REMOVED
}
