package dev.fairlead.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * What a runtime says of its version.
 *
 * @param version the product's version, for example {@code 28.5.2}
 * @param apiMinimum the oldest API version it accepts; empty when it does not say
 * @param apiMaximum the newest API version it speaks; empty when it has no versioned API
 */
public record VersionRange(
    String version, Optional<String> apiMinimum, Optional<String> apiMaximum) {

  /** Checks that no part is null. */
  public VersionRange {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(apiMinimum, "apiMinimum");
    Objects.requireNonNull(apiMaximum, "apiMaximum");
  }
}
