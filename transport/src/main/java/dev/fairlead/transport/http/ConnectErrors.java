package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Says why a connection could not be made.
 *
 * <p>The JDK reports most of it as text in the system's language, so for Unix sockets the file
 * itself is looked at. That blocks: call it where blocking is allowed.
 */
final class ConnectErrors {

  private ConnectErrors() {}

  /** Fails with the reason, without blocking whoever subscribes. */
  static Mono<Wire> diagnose(HttpAddress address, Throwable failure, Duration connectTimeout) {
    return Mono.<Wire>error(() -> describe(address, failure, connectTimeout))
        .subscribeOn(Schedulers.boundedElastic());
  }

  static TransportException describe(
      HttpAddress address, Throwable failure, Duration connectTimeout) {
    if (failure instanceof TransportException known) {
      return known.at("connecting to " + address);
    }
    if (failure instanceof ConnectTimeoutException) {
      return error(
          Kind.CONNECT_TIMEOUT,
          address,
          "no connection within " + connectTimeout.toMillis() + " ms",
          failure);
    }
    if (address instanceof HttpAddress.Unix unix) {
      return unix(unix, failure);
    }
    if (address instanceof HttpAddress.Tls tls) {
      if (failure instanceof SslHandshakeTimeoutException) {
        return error(
            Kind.CONNECT_TIMEOUT,
            address,
            "no TLS handshake within " + connectTimeout.toMillis() + " ms",
            failure);
      }
      if (TlsErrors.describe(tls, failure) instanceof TransportException known) {
        return known.at("connecting to " + address);
      }
    }
    if (root(failure) instanceof ConnectException) {
      return String.valueOf(failure.getMessage()).contains("timed out")
          ? error(Kind.CONNECT_TIMEOUT, address, "the connection timed out", failure)
          : error(Kind.CONNECT_REFUSED, address, "nobody listens there", failure);
    }
    return error(Kind.UNREACHABLE, address, String.valueOf(failure.getMessage()), failure);
  }

  private static TransportException unix(HttpAddress.Unix address, Throwable failure) {
    Throwable root = root(failure);
    if (root instanceof ConnectException) {
      return error(
          Kind.CONNECT_REFUSED, address, "the socket is there, but nobody listens on it", failure);
    }
    boolean isSocket;
    try {
      isSocket = Files.readAttributes(address.path(), BasicFileAttributes.class).isOther();
    } catch (AccessDeniedException e) {
      return denied(address, failure);
    } catch (IOException e) {
      return error(Kind.NO_SUCH_SOCKET, address, "there is no such file", failure);
    }
    // EACCES comes as a BindException.
    if (root instanceof BindException || !Files.isWritable(address.path())) {
      return denied(address, failure);
    }
    // What is left of a socket that may be connected to is EAGAIN: too many are waiting there. Or
    // it is a socket for something else, which only the text tells.
    boolean otherType = String.valueOf(root.getMessage()).contains("wrong type");
    return isSocket && !otherType
        ? error(
            Kind.CONNECT_TIMEOUT,
            address,
            "its queue of connections is full (" + root.getMessage() + ")",
            failure)
        : error(Kind.UNREACHABLE, address, String.valueOf(root.getMessage()), failure);
  }

  private static TransportException denied(HttpAddress.Unix address, Throwable failure) {
    return error(
        Kind.ACCESS_DENIED,
        address,
        "this user may not connect to the socket: permission denied",
        failure);
  }

  /** Whether the server was too busy to take the connection, and will take it a moment later. */
  static boolean isQueueFull(HttpAddress address, Throwable failure) {
    return address instanceof HttpAddress.Unix
        && failure instanceof TransportException known
        && known.kind() == Kind.CONNECT_TIMEOUT;
  }

  private static TransportException error(
      Kind kind, HttpAddress address, String what, Throwable cause) {
    return TransportException.at("connecting to " + address, kind, what, cause);
  }

  /** Netty wraps the JDK's error into one of its own, with the address in its text. */
  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
