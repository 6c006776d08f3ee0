package dev.fairlead.transport.http;

/** A body on its way out. Where the wire's work is done, unless said otherwise. */
interface Upload {

  /** Sends no more. Any thread; nothing is told afterwards. */
  void cancel();

  /** Whether it is this side that has to go on, or that has gone on since this was last asked. */
  boolean awaitsSource();

  /** The wire takes more again. */
  default void onWritable() {}
}
