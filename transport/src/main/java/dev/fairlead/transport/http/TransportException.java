package dev.fairlead.transport.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why no answer, or no whole answer, came over the wire.
 *
 * <p>A response with an error status is not one of these: it is an {@link HttpResponse}. Messages
 * name the address and the request line without query values, and never a header's value or a body
 * that was sent.
 */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, for callers that act on it. */
  public enum Kind {
    /** Nobody listens: the socket file is there, or the host answers, but refuses. */
    CONNECT_REFUSED,
    /** There is no file at the path of the Unix socket. */
    NO_SUCH_SOCKET,
    /** This user may not connect to the Unix socket, or may not log in. */
    ACCESS_DENIED,
    /** The host name is unknown, there is no route, or the path cannot be a socket's. */
    UNREACHABLE,
    /** TLS could not be agreed on: a certificate, or the other side does not speak it. */
    TLS,
    /** The connection was not established in time. */
    CONNECT_TIMEOUT,
    /** Every pooled connection stayed in use, or too many calls wait for one already. */
    BUSY,
    /** The request went out and no response head came back in time. */
    RESPONSE_TIMEOUT,
    /** The connection ended or was reset before the end of what was being read or written. */
    CUT,
    /** What came back is not HTTP, or not the JSON that was asked for. */
    GARBAGE,
    /** More came than the caller said it would take. */
    TOO_LARGE,
    /** A status other than the one that an upgrade needs, and nobody to make sense of it. */
    REJECTED,
    /** This side closed the transport or the connection. */
    CLOSED
  }

  private final Kind kind;
  private final boolean located;

  /**
   * Creates an error.
   *
   * @param kind what went wrong
   * @param message what was asked, of whom, and what happened
   * @param cause the error underneath, if there is one
   */
  public TransportException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, false);
  }

  private TransportException(
      Kind kind, @Nullable String message, @Nullable Throwable cause, boolean located) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.located = located;
  }

  /** The same error with request and address before its words, unless it has them. */
  TransportException at(String where) {
    return located
        ? this
        : new TransportException(kind, where + ": " + getMessage(), getCause(), true);
  }

  /** Makes an error that tells where it was met. */
  static TransportException at(String where, Kind kind, String message, @Nullable Throwable cause) {
    return new TransportException(kind, where + ": " + message, cause, true);
  }

  /**
   * What went wrong.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
