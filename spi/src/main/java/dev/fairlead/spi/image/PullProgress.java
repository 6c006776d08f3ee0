package dev.fairlead.spi.image;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One step of a pull, of one layer or of the whole image.
 *
 * @param layer short id of the layer; empty when the step concerns the image
 * @param phase what is happening
 * @param status the runtime's own words for it, without line breaks
 * @param currentBytes how much of the layer is done; empty where not told
 * @param totalBytes how much there is to do; empty where not told
 * @param digest digest of the image's manifest, with {@link Phase#DIGEST} or {@link Phase#DONE};
 *     empty where not told
 */
public record PullProgress(
    Optional<String> layer,
    Phase phase,
    String status,
    OptionalLong currentBytes,
    OptionalLong totalBytes,
    Optional<String> digest) {

  /** What is happening. */
  public enum Phase {
    /** The name is being looked up in the registry. */
    RESOLVING,
    /** The layer waits for its turn. */
    WAITING,
    /** The layer is being transferred. */
    DOWNLOADING,
    /** The layer's digest is being checked. */
    VERIFYING,
    /** The layer is here but not unpacked. */
    DOWNLOADED,
    /** The layer is being unpacked. */
    EXTRACTING,
    /** The layer is ready. */
    COMPLETE,
    /** The layer was here before. */
    EXISTS,
    /** The digest of the image is known. */
    DIGEST,
    /** The image is here. */
    DONE,
    /** Something that the user should know, for example another platform than the one asked for. */
    WARNING,
    /** Anything else. */
    OTHER
  }

  /** Checks that no part is null. */
  public PullProgress {
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
  public static PullProgress of(Phase phase, String status) {
    return new PullProgress(
        Optional.empty(),
        phase,
        status,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }
}
