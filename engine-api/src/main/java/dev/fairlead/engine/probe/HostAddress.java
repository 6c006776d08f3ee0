package dev.fairlead.engine.probe;

import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.EngineFamily;
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
public record HostAddress(Endpoint endpoint, Optional<Obstacle> obstacle) {

  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;

  /** Checks that no part is null. */
  public HostAddress {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(obstacle, "obstacle");
  }

  /**
   * How TCP addresses are spoken to.
   *
   * @param mode whether through TLS
   * @param directory where certificates and keys are
   */
  public record Tls(Mode mode, String directory) {

    /** Checks that no part is null. */
    public Tls {
      Objects.requireNonNull(mode, "mode");
      Objects.requireNonNull(directory, "directory");
    }

    /** Whether through TLS. */
    public enum Mode {
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
   * @param sought what is looked for there
   * @param text the address; without a scheme it is a TCP one, as for Docker's own commands
   * @param holder what holds the text, as a URI that stands in for the endpoint if it is malformed
   * @param tls whether TCP goes through TLS
   * @param settings what else is known of the endpoint
   * @return the address; one that is malformed has an obstacle, and is no exception
   */
  public static HostAddress read(
      SoughtEngine sought, String text, URI holder, Tls tls, Map<String, String> settings) {
    String trimmed = text.strip();
    URI uri;
    try {
      uri = new URI(trimmed.contains("://") ? trimmed : "tcp://" + trimmed);
    } catch (URISyntaxException e) {
      String reason = e.getReason() + " at character " + (e.getIndex() + 1);
      return malformed(sought, holder, trimmed, reason, settings);
    }
    try {
      return ofUri(sought, uri, tls, settings);
    } catch (IllegalArgumentException e) {
      return malformed(sought, holder, trimmed, String.valueOf(e.getMessage()), settings);
    }
  }

  private static HostAddress ofUri(
      SoughtEngine sought, URI uri, Tls tls, Map<String, String> settings) {
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
        return ssh(sought, uri, settings);
      case "npipe":
        return pipe(sought, uri, settings);
      default:
        return blocked(
            new Endpoint(withoutUser(uri), settings),
            Obstacle.unhealthy(
                "addresses of scheme '"
                    + uri.getScheme()
                    + "' are not those of "
                    + sought.oneOfThem(),
                notation(sought)));
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

  private static HostAddress ssh(SoughtEngine sought, URI uri, Map<String, String> settings) {
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
    if (sought.family() == EngineFamily.PODMAN) {
      all.put(EngineAddress.SSH_PROGRAM, EngineAddress.PODMAN);
    }
    Endpoint endpoint = new Endpoint(withoutUser(uri), all);
    EngineAddress.of(endpoint);
    return usable(endpoint);
  }

  /**
   * A named pipe of Windows, which cannot be used.
   *
   * @param sought what is looked for there
   * @param pipe {@code npipe:////./pipe/…}
   * @return the address, with what to do instead
   */
  public static HostAddress ofPipe(SoughtEngine sought, URI pipe) {
    return pipe(sought, pipe, Map.of());
  }

  private static HostAddress pipe(SoughtEngine sought, URI uri, Map<String, String> settings) {
    return blocked(
        new Endpoint(uri, settings),
        Obstacle.unhealthy(
            "it is a Windows named pipe, which is not supported", sought.insteadOfPipe()));
  }

  private static HostAddress malformed(
      SoughtEngine sought, URI holder, String text, String reason, Map<String, String> settings) {
    return blocked(
        new Endpoint(holder, settings),
        Obstacle.unhealthy(
            "'" + shown(text) + "' is not an address: " + shown(reason), notation(sought)));
  }

  private static String notation(SoughtEngine sought) {
    return "write unix:///path/to/" + sought.socketName() + ", tcp://host:port or ssh://user@host";
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
