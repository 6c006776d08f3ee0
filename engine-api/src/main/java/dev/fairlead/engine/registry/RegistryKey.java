package dev.fairlead.engine.registry;

import dev.fairlead.spi.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names under which files keep the login of a registry: its host and port; for Docker Hub a URL
 * of its first days; from old versions of Docker a URL for others too; and from Podman also a part
 * of the repository behind the host.
 *
 * @see <a href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">the
 *     manual of containers-auth.json</a>
 */
final class RegistryKey {

  /** What Docker Hub is called among logins. */
  static final String DOCKER_HUB = "https://index.docker.io/v1/";

  private static final List<String> HUB_NAMES =
      List.of(DOCKER_HUB, "docker.io", "index.docker.io", "registry-1.docker.io");

  private RegistryKey() {}

  /** The names of the login for an image, the most special first. */
  static List<String> of(ImageReference image) {
    List<String> keys = new ArrayList<>();
    String path = image.name();
    while (path.indexOf('/') >= 0) {
      keys.add(path);
      path = path.substring(0, path.lastIndexOf('/'));
    }
    keys.addAll(ofRegistry(image.registry()));
    return keys;
  }

  /** The names of the login for all of a registry. */
  static List<String> ofRegistry(String registry) {
    return registry.equals(ImageReference.DEFAULT_REGISTRY) ? HUB_NAMES : List.of(registry);
  }

  /** What helper programs and daemons call a registry. */
  static String server(String registry) {
    return ofRegistry(registry).get(0);
  }

  /** The registry that a name stands for, as in names of images; empty for a part of one. */
  static Optional<String> registry(String key) {
    if (HUB_NAMES.contains(key)) {
      return Optional.of(ImageReference.DEFAULT_REGISTRY);
    }
    String lower = key.toLowerCase(Locale.ROOT);
    boolean url = lower.startsWith("https://") || lower.startsWith("http://");
    String bare = url ? key.substring(key.indexOf("//") + 2) : key;
    int slash = bare.indexOf('/');
    if (slash < 0) {
      return bare.isEmpty() ? Optional.empty() : Optional.of(bare);
    }
    return url && slash > 0 ? registry(bare.substring(0, slash)) : Optional.empty();
  }
}
