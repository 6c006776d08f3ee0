package dev.fairlead.transport.websocket;

import dev.fairlead.transport.http.TransportException;

/** What frames come to. */
sealed interface Incoming {

  /** A whole message. */
  record Message(WebSocketMessage message) implements Incoming {}

  /** The server closes; the code is {@link #NO_CODE} if it told none. */
  record Close(int code, String reason) implements Incoming {

    static final int NO_CODE = 1005;
    private static final int NORMAL = 1000;

    boolean isNormal() {
      return code == NORMAL || code == NO_CODE;
    }

    /** The code that answers it: its own, or that of a normal end. */
    int answer() {
      return code == NO_CODE ? NORMAL : code;
    }
  }

  /** Nothing that follows can be understood, which the server is told by a code. */
  record Failure(int code, TransportException error) implements Incoming {}

  /** The connection has ended, and the server did not say that it would. */
  record End(Throwable cause) implements Incoming {}
}
