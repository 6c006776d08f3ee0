package dev.fairlead.docker;

import dev.fairlead.spi.Endpoint;
import dev.fairlead.transport.http.HttpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An address in the notation that {@code DOCKER_HOST}, the {@code -H} option and Docker contexts
 * share, and what stands in the way of using it.
 *
 * @param endpoint where it points to; when the address is malformed, the URI of whatever holds it
 * @param obstacle why it cannot be used; empty when it can be tried
 */
record HostAddress(Endpoint endpoint, Optional<Obstacle> obstacle) {

  /** Endpoint setting: the directory of {@code ca.pem}, {@code cert.pem} and {@code key.pem}. */
  static final String TLS_DIRECTORY = "tls-directory";

  /** Endpoint setting: the user to log in as on the other machine. */
  static final String SSH_USER = "ssh-user";

  private static final String NOTATION = "write unix:///path/to/docker.sock or tcp://host:port";
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;

  HostAddress {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(obstacle, "obstacle");
  }

  /** Whether a TCP address is to be spoken to through TLS. */
  enum Tls {
    OFF,
    ON
  }

  /**
   * Reads an address.
   *
   * @param text the address; without a scheme it is a TCP one, as for Docker's own commands
   * @param holder what holds the text, as a URI that stands in for the endpoint if it is malformed
   * @param tls whether TCP goes through TLS
   * @param settings what else is known of the endpoint
   */
  static HostAddress read(String text, URI holder, Tls tls, Map<String, String> settings) {
    String trimmed = text.strip();
    URI uri;
    try {
      uri = new URI(trimmed.contains("://") ? trimmed : "tcp://" + trimmed);
    } catch (URISyntaxException e) {
      String reason = e.getReason() + " at character " + (e.getIndex() + 1);
      return malformed(holder, trimmed, reason, settings);
    }
    try {
      return ofUri(uri, tls, settings);
    } catch (IllegalArgumentException e) {
      return malformed(holder, trimmed, String.valueOf(e.getMessage()), settings);
    }
  }

  private static HostAddress ofUri(URI uri, Tls tls, Map<String, String> settings) {
    switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "unix":
        HttpAddress.parse(uri);
        return usable(withSettings(Endpoint.unix(Path.of(uri.getPath())), settings));
      case "tcp":
      case "http":
        return tcp(uri, tls, settings);
      case "https":
        return tcp(uri, Tls.ON, settings);
      case "ssh":
        return ssh(uri, settings);
      case "npipe":
        return pipe(uri, settings);
      default:
        return blocked(
            new Endpoint(withoutUser(uri), settings),
            Obstacle.unhealthy(
                "addresses of scheme '" + uri.getScheme() + "' are not those of a Docker Engine",
                NOTATION));
    }
  }

  private static HostAddress tcp(URI uri, Tls tls, Map<String, String> settings) {
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("user information has no place in an address");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls == Tls.ON ? TLS_PORT : PLAIN_PORT;
    String host = uri.getHost() == null && uri.getAuthority() == null ? "localhost" : uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the host or the port is malformed");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    URI full = URI.create("tcp://" + host + ":" + port + path);
    HttpAddress.parse(full);
    Endpoint endpoint =
        withSettings(Endpoint.of(URI.create("tcp://" + host + ":" + port)), settings);
    return tls == Tls.OFF
        ? usable(endpoint)
        : blocked(
            endpoint,
            Obstacle.unhealthy(
                "it asks for TLS, which this version does not speak",
                "ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock "
                    + host
                    + " and then -H unix:///tmp/docker.sock"));
  }

  private static HostAddress ssh(URI uri, Map<String, String> settings) {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the host is missing or malformed: write ssh://user@host");
    }
    Map<String, String> all = new HashMap<>(settings);
    String user = uri.getUserInfo() == null ? "" : uri.getUserInfo().replaceFirst(":.*", "");
    if (!user.isEmpty()) {
      all.put(SSH_USER, user);
    }
    String port = uri.getPort() < 0 ? "" : "-p " + uri.getPort() + " ";
    String login = (user.isEmpty() ? "" : user + "@") + uri.getHost();
    String path = uri.getPath() == null ? "" : uri.getPath();
    return blocked(
        new Endpoint(withoutUser(uri), all),
        Obstacle.unhealthy(
            "it goes through ssh, which this version does not speak",
            "ssh -nNT "
                + port
                + "-L /tmp/docker.sock:"
                + (path.length() > 1 ? path : "/var/run/docker.sock")
                + " "
                + login
                + " and then -H unix:///tmp/docker.sock"));
  }

  private static HostAddress pipe(URI uri, Map<String, String> settings) {
    return blocked(
        new Endpoint(uri, settings),
        Obstacle.unhealthy(
            "it is a Windows named pipe, which this version does not speak",
            "run fairlead inside WSL, where the engine has a Unix socket; or let Docker Desktop"
                + " listen on tcp://localhost:2375 (Settings, General) and name that with -H"));
  }

  private static HostAddress malformed(
      URI holder, String text, String reason, Map<String, String> settings) {
    return blocked(
        new Endpoint(holder, settings),
        Obstacle.unhealthy("'" + shown(text) + "' is not an address: " + shown(reason), NOTATION));
  }

  private static HostAddress usable(Endpoint endpoint) {
    return new HostAddress(endpoint, Optional.empty());
  }

  private static HostAddress blocked(Endpoint endpoint, Obstacle obstacle) {
    return new HostAddress(endpoint, Optional.of(obstacle));
  }

  private static Endpoint withSettings(Endpoint endpoint, Map<String, String> settings) {
    return new Endpoint(endpoint.uri(), settings);
  }

  /** User information may hold a password, so it is shown nowhere. */
  private static String shown(String text) {
    return text.replaceAll("[^/@]*@", "***@");
  }

  private static URI withoutUser(URI uri) {
    return URI.create(uri.toString().replaceFirst("//[^/@]*@", "//"));
  }
}
