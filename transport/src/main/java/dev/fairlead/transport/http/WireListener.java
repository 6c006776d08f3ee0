package dev.fairlead.transport.http;

import java.nio.ByteBuffer;

/** Whoever a {@link Wire} belongs to at the moment. Called on the wire's event loop only. */
interface WireListener {

  /** Bytes have come; they are good during this call only, and may be moved about in it. */
  void onBytes(ByteBuffer bytes);

  /** The peer has ended its stream in good order, and the wire is closed. */
  void onEnd();

  /** The wire broke, or this side closed it. */
  void onFailure(Throwable cause);

  /** What the wire is used for, in words. Any thread. */
  default String what() {
    return "a connection";
  }

  /**
   * Whether what comes is only passed on: it is best left outside of the heap then. On a thread
   * that may block.
   */
  default boolean passesOn() {
    return false;
  }

  /** The wire takes more bytes again. */
  default void onWritable() {}
}
