package dev.fairlead.transport.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

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
   * A TCP port behind TLS.
   *
   * @param host the name or IP address that the server's certificate has to be for, IPv6 without
   *     brackets
   * @param port the port, 1 to 65535
   * @param material with what the server is recognised, and this side to it
   * @param proxy what makes the connection for this side; empty to make it directly
   */
  record Tls(String host, int port, TlsMaterial material, Optional<HttpProxy> proxy)
      implements HttpAddress {
    /**
     * Checks that a host is given and that the port is in range.
     *
     * @param host the name or IP address, IPv6 without brackets
     * @param port the port, 1 to 65535
     * @param material with what the server is recognised, and this side to it
     * @param proxy what makes the connection for this side
     */
    public Tls {
      Objects.requireNonNull(material, "material");
      Objects.requireNonNull(proxy, "proxy");
      Tcp checked = new Tcp(host, port);
      host = checked.host();
      port = checked.port();
    }

    /**
     * A port that is connected to directly.
     *
     * @param host the name or IP address, IPv6 without brackets
     * @param port the port, 1 to 65535
     * @param material with what the server is recognised, and this side to it
     */
    public Tls(String host, int port, TlsMaterial material) {
      this(host, port, material, Optional.empty());
    }

    @Override
    public String hostHeader() {
      return new Tcp(host, port).hostHeader();
    }

    @Override
    public String toString() {
      return "tcp://"
          + hostHeader()
          + proxy.map(by -> " (TLS, by way of " + by + ")").orElse(" (TLS)");
    }
  }

  /**
   * A daemon on another machine, by way of the user's own {@code ssh} and {@code system dial-stdio}
   * of a program over there. Each connection is a process of its own.
   *
   * @param user the user over there; empty for what ssh's configuration says
   * @param host the name or IP address, as ssh understands it
   * @param port the port of ssh; empty for what its configuration says
   * @param socket absolute path of the daemon's socket over there; empty for the default of the
   *     program there
   * @param identity the file of the private key to log in with, and with no other; empty for what
   *     ssh's configuration and agent have
   * @param program what joins the connection to the socket
   */
  record Ssh(
      Optional<String> user,
      String host,
      Optional<Integer> port,
      Optional<String> socket,
      Optional<Path> identity,
      Program program)
      implements HttpAddress {

    /** What joins the streams of a login to the daemon's socket. */
    public enum Program {
      /** {@code docker system dial-stdio}, of Docker 18.09 and later. */
      DOCKER,
      /** {@code podman system dial-stdio}, of Podman 4.0 and later. */
      PODMAN
    }

    /**
     * Checks that the host is one and no option, and that the port is in range.
     *
     * @param user the user over there
     * @param host the name or IP address
     * @param port the port of ssh
     * @param socket absolute path of the daemon's socket over there
     * @param identity the file of the private key
     * @param program what joins the connection to the socket
     */
    public Ssh {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(socket, "socket");
      Objects.requireNonNull(identity, "identity");
      Objects.requireNonNull(program, "program");
      Tcp checked = new Tcp(host, port.orElse(22));
      host = checked.host();
      if (host.startsWith("-") || user.filter(name -> name.startsWith("-")).isPresent()) {
        throw new IllegalArgumentException("neither host nor user may begin with a hyphen");
      }
      if (socket.filter(path -> !path.startsWith("/")).isPresent()) {
        throw new IllegalArgumentException("the path of the socket must be absolute");
      }
    }

    @Override
    public String hostHeader() {
      return "localhost";
    }

    @Override
    public String toString() {
      return "ssh://"
          + user.map(name -> name + "@").orElse("")
          + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
          + port.map(number -> ":" + number).orElse("")
          + socket.orElse("");
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
