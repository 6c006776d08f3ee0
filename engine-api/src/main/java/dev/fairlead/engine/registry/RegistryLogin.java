package dev.fairlead.engine.registry;

import dev.fairlead.spi.image.RegistryCredentials;
import java.util.Objects;

/**
 * What is shown to a registry, and where it came from.
 *
 * @param credentials what is shown; secret, and never in {@link #toString()}
 * @param origin where it came from, in words for people, for example the path of a file
 */
public record RegistryLogin(RegistryCredentials credentials, String origin) {

  /** Checks that no part is null. */
  public RegistryLogin {
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(origin, "origin");
  }

  @Override
  public String toString() {
    return "RegistryLogin[of " + origin + "]";
  }
}
