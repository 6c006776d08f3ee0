package dev.fairlead.spi.container;

import java.util.Objects;
import java.util.Optional;

/**
 * For which machine an image is made, in the words of the OCI image index.
 *
 * @param os for example {@code linux}
 * @param architecture for example {@code amd64} or {@code arm64}
 * @param variant for example {@code v8}; empty when it does not matter
 */
public record Platform(String os, String architecture, Optional<String> variant) {

  /** Checks that no part is null or blank. */
  public Platform {
    Objects.requireNonNull(variant, "variant");
    if (os.isBlank() || architecture.isBlank()) {
      throw new IllegalArgumentException("a platform needs a system and an architecture");
    }
  }

  /**
   * Reads {@code os/architecture} or {@code os/architecture/variant}.
   *
   * @param text for example {@code linux/arm64/v8}
   * @return the platform
   * @throws IllegalArgumentException if the text has another form
   */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (!text.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){1,2}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a platform; write os/architecture, for example linux/arm64");
    }
    return new Platform(
        parts[0], parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
  }

  /**
   * The platform as people type it.
   *
   * @return for example {@code linux/arm64/v8}
   */
  @Override
  public String toString() {
    return os + "/" + architecture + variant.map(value -> "/" + value).orElse("");
  }
}
