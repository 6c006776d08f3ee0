package dev.fairlead.transport.http;

/** A body on its way out. Where the wire's work is done, unless said otherwise. */
interface Upload {

  /**
   * Sends no more. Any thread. Nothing is told afterwards but what {@link #tellsWhenStopped} says.
   */
  void cancel();

  /**
   * Whether it tells, once it is cancelled, if it was done by then or {@linkplain
   * WireWriter.Progress#stopped stopped} short of that.
   */
  default boolean tellsWhenStopped() {
    return false;
  }

  /** Whether it is this side that has to go on, or that has gone on since this was last asked. */
  boolean awaitsSource();

  /** The wire takes more again. */
  default void onWritable() {}
}
