package dev.fairlead.tck.fake;

import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The registries that a fake backend reaches: those that it was given an image or a login of. Safe
 * for use by several threads.
 */
final class FakeRegistries {

  private final FakeErrors errors;
  private final Map<ImageReference, FakeImage> images = new ConcurrentHashMap<>();
  private final Map<String, Optional<RegistryCredentials>> logins = new ConcurrentHashMap<>();

  FakeRegistries(FakeErrors errors) {
    this.errors = errors;
  }

  /** Adds an image, and an open registry if its own is not known. */
  void add(ImageReference name, FakeImage image) {
    logins.putIfAbsent(name.registry(), Optional.empty());
    images.put(name, image);
  }

  /** Adds a registry that asks for a login. */
  void guard(String registry, RegistryCredentials login) {
    logins.put(registry, Optional.of(login));
  }

  /** The image that the registry has. */
  FakeImage fetch(ImageReference name, Optional<RegistryCredentials> shown) {
    String operation = "pull image";
    if (logins.containsKey(name.registry())) {
      check(operation, name, shown);
    }
    FakeImage image = images.get(name);
    if (image == null) {
      throw errors.missing(NotFoundException.Kind.IMAGE, operation, name.toString());
    }
    return image;
  }

  /** Takes an image into the registry. */
  void store(ImageReference name, FakeImage image, Optional<RegistryCredentials> shown) {
    String operation = "push image";
    if (!logins.containsKey(name.registry())) {
      throw errors.unreachable(operation, name.toString(), name.registry());
    }
    check(operation, name, shown);
    images.put(name, image);
  }

  private void check(String operation, ImageReference name, Optional<RegistryCredentials> shown) {
    Optional<RegistryCredentials> asked = logins.get(name.registry());
    if (asked != null && asked.isPresent() && !asked.equals(shown)) {
      throw errors.denied(operation, name.toString());
    }
  }
}
