package dev.fairlead.kubernetes.mapping;

import java.util.Objects;
import java.util.Optional;

/**
 * The secrets that belong to one pod.
 *
 * @param environment the one with secret values of environment variables; empty if there are none
 * @param registry the one with what is shown to the image's registry; empty if there is none
 */
public record SecretNames(Optional<String> environment, Optional<String> registry) {

  /** Checks that no part is null. */
  public SecretNames {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(registry, "registry");
  }
}
