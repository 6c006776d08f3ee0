package dev.fairlead.spi.image;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step of a push, of one layer or of the whole image.
 *
 * @param layer short id of the layer; empty when the step concerns the image
 * @param phase what is happening
 * @param status the runtime's own words for it, without line breaks
 * @param currentBytes how much of the layer is done; empty where not told
 * @param totalBytes how much there is to do; empty where not told
 * @param digest digest of the manifest that the registry took, with {@link Phase#DONE}; empty where
 *     not told
 */
public record PushProgress(
    Optional<String> layer,
    Phase phase,
    String status,
    OptionalLong currentBytes,
    OptionalLong totalBytes,
    Optional<String> digest) {

  /** What is happening. */
  public enum Phase {
    /** The layer is being packed. */
    PREPARING,
    /** The layer waits for its turn. */
    WAITING,
    /** The layer is being transferred. */
    UPLOADING,
    /** The registry has the layer now. */
    UPLOADED,
    /** The registry had the layer before. */
    EXISTS,
    /** The registry took the layer from another of its repositories. */
    MOUNTED,
    /** The registry has the image. */
    DONE,
    /** Something that the user should know. */
    WARNING,
    /** Anything else. */
    OTHER
  }

  /** Checks that no part is null. */
  public PushProgress {
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(currentBytes, "currentBytes");
    Objects.requireNonNull(totalBytes, "totalBytes");
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * A step of the whole image.
   *
   * @param phase what is happening
   * @param status the runtime's own words
   * @return the step, without layer, sizes and digest
   */
  public static PushProgress of(Phase phase, String status) {
    return new PushProgress(
        Optional.empty(),
        phase,
        status,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }
}
