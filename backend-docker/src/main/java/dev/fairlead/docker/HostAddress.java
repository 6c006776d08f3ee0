package dev.fairlead.docker;

import dev.fairlead.engine.EngineAddress;
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

  private static final String NOTATION =
      "write unix:///path/to/docker.sock, tcp://host:port or ssh://user@host";
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;

  HostAddress {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(obstacle, "obstacle");
  }

  /**
   * How TCP addresses are spoken to.
   *
   * @param mode whether through TLS
   * @param directory where certificates and keys are
   */
  record Tls(Mode mode, String directory) {

    /** Whether through TLS. */
    enum Mode {
      /** In the clear, but for {@code https://}. */
      OFF,
      /** Through TLS. */
      ON,
      /** Through TLS, with whoever answers. */
      UNVERIFIED
    }

    Map<String, String> addedTo(Map<String, String> settings) {
      Map<String, String> all = new HashMap<>(settings);
      all.put(EngineAddress.TLS_DIRECTORY, directory);
      if (mode == Mode.UNVERIFIED) {
        all.put(EngineAddress.TLS_VERIFICATION, EngineAddress.NO_VERIFICATION);
      }
      return all;
    }
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
        return tcp(uri, tls, tls.mode() != Tls.Mode.OFF, settings);
      case "https":
        return tcp(uri, tls, true, settings);
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

  private static HostAddress tcp(URI uri, Tls tls, boolean secured, Map<String, String> settings) {
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("user information has no place in an address");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secured ? TLS_PORT : PLAIN_PORT;
    String host = uri.getHost() == null && uri.getAuthority() == null ? "localhost" : uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the host or the port is malformed");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    URI full = URI.create("tcp://" + host + ":" + port + path);
    HttpAddress.parse(full);
    return usable(
        new Endpoint(
            URI.create("tcp://" + host + ":" + port), secured ? tls.addedTo(settings) : settings));
  }

  private static HostAddress ssh(URI uri, Map<String, String> settings) {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the host is missing or malformed: write ssh://user@host");
    }
    Map<String, String> all = new HashMap<>(settings);
    String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "a password has no place in an address; ssh has to log in by a key");
    }
    if (!user.isEmpty()) {
      all.put(EngineAddress.SSH_USER, user);
    }
    Endpoint endpoint = new Endpoint(withoutUser(uri), all);
    EngineAddress.of(endpoint);
    return usable(endpoint);
  }

  /** A named pipe of Windows. */
  static HostAddress ofPipe(URI pipe) {
    return pipe(pipe, Map.of());
  }

  private static HostAddress pipe(URI uri, Map<String, String> settings) {
    return blocked(
        new Endpoint(uri, settings),
        Obstacle.unhealthy(
            "it is a Windows named pipe, which is not supported",
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
