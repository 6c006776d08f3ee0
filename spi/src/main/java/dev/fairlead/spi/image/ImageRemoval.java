package dev.fairlead.spi.image;

import java.util.Objects;

/**
 * One thing that went when an image was removed.
 *
 * @param kind what kind of thing
 * @param reference the name that was taken away, or the id of what was deleted
 */
public record ImageRemoval(Kind kind, ImageReference reference) {

  /** What kind of thing went. */
  public enum Kind {
    /** A name; the image may live on under another. */
    UNTAGGED,
    /** An image or one of its layers. */
    DELETED
  }

  /** Checks that no part is null. */
  public ImageRemoval {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reference, "reference");
  }
}
