package dev.fairlead.spi.image;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which of the unused images go.
 *
 * @param scope how much goes
 * @param labels labels that an image must have to go, with their values; an empty value means that
 *     the label exists
 * @param createdBefore only images older than this go; empty for any age
 */
public record ImagePruneOptions(
    Scope scope, Map<String, String> labels, Optional<Instant> createdBefore) {

  /** How much goes. */
  public enum Scope {
    /** Images without a name that no container uses. */
    UNNAMED,
    /** All images that no container uses. */
    UNUSED
  }

  /** Checks and copies. */
  public ImagePruneOptions {
    Objects.requireNonNull(scope, "scope");
    labels = Map.copyOf(labels);
    Objects.requireNonNull(createdBefore, "createdBefore");
  }

  /**
   * All of a scope.
   *
   * @param scope how much goes
   * @return the options without further conditions
   */
  public static ImagePruneOptions of(Scope scope) {
    return new ImagePruneOptions(scope, Map.of(), Optional.empty());
  }

  /**
   * These options for images with labels.
   *
   * @param value all labels that an image must have to go
   * @return a copy
   */
  public ImagePruneOptions withLabels(Map<String, String> value) {
    return new ImagePruneOptions(scope, value, createdBefore);
  }

  /**
   * These options for old images.
   *
   * @param value only images older than this go
   * @return a copy
   */
  public ImagePruneOptions withCreatedBefore(Instant value) {
    return new ImagePruneOptions(scope, labels, Optional.of(value));
  }
}
