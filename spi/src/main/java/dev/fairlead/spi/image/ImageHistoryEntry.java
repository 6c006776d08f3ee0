package dev.fairlead.spi.image;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step in the making of an image, the newest first.
 *
 * @param id id of the image after this step; empty where not kept
 * @param created when the step ran; empty where not told
 * @param createdBy the instruction
 * @param comment what its author said of it; may be empty
 * @param sizeBytes what it added; empty where not told
 * @param tags names of the image after this step
 */
public record ImageHistoryEntry(
    Optional<ImageReference> id,
    Optional<Instant> created,
    String createdBy,
    String comment,
    OptionalLong sizeBytes,
    List<ImageReference> tags) {

  /** Checks and copies. */
  public ImageHistoryEntry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(createdBy, "createdBy");
    Objects.requireNonNull(comment, "comment");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    tags = List.copyOf(tags);
  }
}
