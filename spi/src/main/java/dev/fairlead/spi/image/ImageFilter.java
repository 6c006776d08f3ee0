package dev.fairlead.spi.image;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which images are listed: those that meet all conditions.
 *
 * @param reference a name; without a written tag, every tag of the repository matches; empty for
 *     any
 * @param labels labels that the image must have, with their values; an empty value means that the
 *     label exists
 * @param naming whether the image must or must not have a name
 */
public record ImageFilter(
    Optional<ImageReference> reference, Map<String, String> labels, Naming naming) {

  /** Whether an image has a name. */
  public enum Naming {
    /** With or without. */
    ANY,
    /** At least one name. */
    NAMED,
    /** No name at all, as an image whose name went to a newer one. */
    UNNAMED
  }

  private static final ImageFilter ALL = new ImageFilter(Optional.empty(), Map.of(), Naming.ANY);

  /** Checks and copies. */
  public ImageFilter {
    Objects.requireNonNull(reference, "reference");
    labels = Map.copyOf(labels);
    Objects.requireNonNull(naming, "naming");
  }

  /**
   * Every image.
   *
   * @return the filter without conditions
   */
  public static ImageFilter all() {
    return ALL;
  }

  /**
   * This filter for one name.
   *
   * @param value the name
   * @return a copy
   */
  public ImageFilter withReference(ImageReference value) {
    return new ImageFilter(Optional.of(value), labels, naming);
  }

  /**
   * This filter with labels.
   *
   * @param value all labels that the image must have
   * @return a copy
   */
  public ImageFilter withLabels(Map<String, String> value) {
    return new ImageFilter(reference, value, naming);
  }

  /**
   * This filter with another condition on names.
   *
   * @param value the condition
   * @return a copy
   */
  public ImageFilter withNaming(Naming value) {
    return new ImageFilter(reference, labels, value);
  }
}
