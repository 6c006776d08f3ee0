package dev.fairlead.transport.http;

/** Which connections a request may use, so that long streams never hold up short calls. */
public enum Lane {
  /**
   * A short call: it takes a connection from a small bounded pool and gives it back after the
   * response has been read whole.
   */
  CONTROL,

  /** A call that may last: it gets a connection of its own, closed at its end. */
  STREAM
}
