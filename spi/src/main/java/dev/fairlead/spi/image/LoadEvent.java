package dev.fairlead.spi.image;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What loading an archive tells while it goes on. */
public sealed interface LoadEvent permits LoadEvent.Progress, LoadEvent.Loaded {

  /**
   * A step.
   *
   * @param layer short id of the layer; empty when the step concerns the whole
   * @param status the runtime's own words, without line breaks
   * @param currentBytes how much is done; empty where not told
   * @param totalBytes how much there is to do; empty where not told
   */
  record Progress(
      Optional<String> layer, String status, OptionalLong currentBytes, OptionalLong totalBytes)
      implements LoadEvent {

    /** Checks that no part is null. */
    public Progress {
      Objects.requireNonNull(layer, "layer");
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(currentBytes, "currentBytes");
      Objects.requireNonNull(totalBytes, "totalBytes");
    }
  }

  /**
   * An image is here.
   *
   * @param image its name, or its id when the archive gives it none
   */
  record Loaded(ImageReference image) implements LoadEvent {

    /** Checks that the image is given. */
    public Loaded {
      Objects.requireNonNull(image, "image");
    }
  }
}
