package dev.fairlead.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a runtime answers.
 *
 * @param uri for example {@code unix:///var/run/docker.sock}, {@code tcp://127.0.0.1:2375}, {@code
 *     process:///run/user/1000/fairlead}; without user information
 * @param settings what else is needed to connect, for example a context's name or the directory of
 *     its certificates; never a secret itself
 */
public record Endpoint(URI uri, Map<String, String> settings) {

  /** Checks and copies. */
  public Endpoint {
    Objects.requireNonNull(uri, "uri");
    settings = Map.copyOf(settings);
    if (!uri.isAbsolute()) {
      throw new IllegalArgumentException(
          "an endpoint needs a scheme, such as unix:// or tcp://, but is '" + uri + "'");
    }
  }

  /**
   * An endpoint without settings.
   *
   * @param uri where the runtime answers
   * @return the endpoint
   */
  public static Endpoint of(URI uri) {
    return new Endpoint(uri, Map.of());
  }

  /**
   * A Unix socket.
   *
   * @param socket its path
   * @return the endpoint {@code unix://<absolute path>}
   */
  public static Endpoint unix(Path socket) {
    return of(URI.create("unix://" + socket.toAbsolutePath().normalize().toUri().getRawPath()));
  }

  /**
   * The path of a Unix socket.
   *
   * @return the path; empty unless the scheme is {@code unix}
   */
  public Optional<Path> socketPath() {
    return "unix".equals(uri.getScheme()) ? Optional.of(Path.of(uri.getPath())) : Optional.empty();
  }

  /**
   * A setting.
   *
   * @param name its name
   * @return its value; empty when it is not set
   */
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /**
   * The endpoint as people type it.
   *
   * @return the URI
   */
  @Override
  public String toString() {
    return uri.toString();
  }
}
