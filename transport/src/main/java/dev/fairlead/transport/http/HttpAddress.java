package dev.fairlead.transport.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * Where an HTTP server listens.
 *
 * <p>The string form is the address as a person writes it, such as {@code
 * unix:///var/run/docker.sock}.
 */
public sealed interface HttpAddress {

  /**
   * The value of the {@code Host} header that requests to this address carry.
   *
   * @return host and, where there is one, port
   */
  String hostHeader();

  /**
   * A Unix domain socket.
   *
   * @param path the absolute path of the socket
   */
  record Unix(Path path) implements HttpAddress {
    /**
     * Checks that the path is absolute.
     *
     * @param path the absolute path of the socket
     */
    public Unix {
      Objects.requireNonNull(path, "path");
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("the path of a Unix socket must be absolute: " + path);
      }
    }

    @Override
    public String hostHeader() {
      return "localhost";
    }

    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /**
   * A TCP port, without encryption.
   *
   * @param host the name or IP address, IPv6 without brackets
   * @param port the port, 1 to 65535
   */
  record Tcp(String host, int port) implements HttpAddress {
    /**
     * Checks that a host is given and that the port is in range.
     *
     * @param host the name or IP address, IPv6 without brackets
     * @param port the port, 1 to 65535
     */
    public Tcp {
      Objects.requireNonNull(host, "host");
      if (host.isBlank()) {
        throw new IllegalArgumentException("the host is missing");
      }
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("the port must be between 1 and 65535, not " + port);
      }
    }

    @Override
    public String hostHeader() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
      return "tcp://" + hostHeader();
    }
  }

  /**
   * Reads {@code unix:///path}, {@code tcp://host:port} or {@code http://host:port}.
   *
   * @param uri the address as a URI
   * @return the address
   * @throws IllegalArgumentException if the scheme is another one, or a part is missing or has no
   *     place in an address; the message says which, and never repeats a password
   */
  static HttpAddress parse(URI uri) {
    Objects.requireNonNull(uri, "uri");
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw new IllegalArgumentException(
          "an address needs a scheme: write unix:///path or tcp://host:port");
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "unix" -> AddressParser.unix(uri);
      case "tcp", "http" -> AddressParser.tcp(uri);
      default ->
          throw new IllegalArgumentException(
              "addresses of scheme '"
                  + scheme
                  + "' are not supported: write unix:///path or tcp://host:port");
    };
  }
}
