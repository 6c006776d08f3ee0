package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;

/** Says why a proxy could not be used, so that nobody takes its failure for the server's. */
final class ProxyErrors {

  private ProxyErrors() {}

  /** The error in words, if it is the proxy's; the error itself otherwise. */
  static Throwable describe(HttpProxy proxy, Throwable failure) {
    for (Throwable next = failure; next != null; next = next.getCause()) {
      if (next instanceof ProxyConnectException) {
        return refused(proxy, next);
      }
      if (next instanceof ConnectException && next.getCause() == null) {
        return new TransportException(
            Kind.CONNECT_REFUSED, "nobody listens at the proxy " + proxy, failure);
      }
    }
    return failure;
  }

  static TransportException unknown(HttpProxy proxy, Throwable failure) {
    return new TransportException(
        Kind.UNREACHABLE, "the proxy " + proxy + " is unknown: " + failure.getMessage(), failure);
  }

  private static TransportException refused(HttpProxy proxy, Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    int status = said.indexOf("status: ");
    return new TransportException(
        said.contains("timeout") ? Kind.CONNECT_TIMEOUT : Kind.UNREACHABLE,
        "the proxy "
            + proxy
            + " does not connect to it: "
            + (status < 0 ? said : said.substring(status)),
        failure);
  }
}
