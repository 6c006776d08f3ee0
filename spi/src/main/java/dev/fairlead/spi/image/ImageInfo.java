package dev.fairlead.spi.image;

import dev.fairlead.spi.container.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An image that is here.
 *
 * @param id the runtime's id of it, as a reference; the same image may have another id in another
 *     runtime
 * @param references its names; empty for an image without one
 * @param digests the names by which registries know exactly this image
 * @param created when it was made; empty where not told
 * @param sizeBytes its size on disk; empty where not told
 * @param platform what it runs on; empty where not told
 * @param labels its labels
 * @param configuration what it says of its containers; present from {@link Images#inspect}, and
 *     from {@link Images#list} only where that costs nothing
 */
public record ImageInfo(
    ImageReference id,
    List<ImageReference> references,
    List<ImageReference> digests,
    Optional<Instant> created,
    OptionalLong sizeBytes,
    Optional<Platform> platform,
    Map<String, String> labels,
    Optional<ImageConfiguration> configuration) {

  /** Checks and copies. */
  public ImageInfo {
    Objects.requireNonNull(id, "id");
    references = List.copyOf(references);
    digests = List.copyOf(digests);
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    Objects.requireNonNull(platform, "platform");
    labels = Map.copyOf(labels);
    Objects.requireNonNull(configuration, "configuration");
  }

  /**
   * Starts a description.
   *
   * @param id the runtime's id of the image
   * @return a builder that knows nothing else
   */
  public static Builder builder(ImageReference id) {
    return new Builder(id);
  }

  /** Collects a description; for one thread. */
  public static final class Builder {

    private final ImageReference id;
    private final List<ImageReference> references = new ArrayList<>();
    private final List<ImageReference> digests = new ArrayList<>();
    private Optional<Instant> created = Optional.empty();
    private OptionalLong sizeBytes = OptionalLong.empty();
    private Optional<Platform> platform = Optional.empty();
    private Map<String, String> labels = Map.of();
    private Optional<ImageConfiguration> configuration = Optional.empty();

    private Builder(ImageReference id) {
      this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * Adds a name.
     *
     * @param value the name
     * @return this builder
     */
    public Builder reference(ImageReference value) {
      references.add(Objects.requireNonNull(value, "reference"));
      return this;
    }

    /**
     * Adds a name with a digest.
     *
     * @param value the name by which a registry knows exactly this image
     * @return this builder
     */
    public Builder digest(ImageReference value) {
      digests.add(Objects.requireNonNull(value, "digest"));
      return this;
    }

    /**
     * Sets when the image was made.
     *
     * @param value the time
     * @return this builder
     */
    public Builder created(Instant value) {
      created = Optional.of(value);
      return this;
    }

    /**
     * Sets the size on disk.
     *
     * @param value the size in bytes
     * @return this builder
     */
    public Builder sizeBytes(long value) {
      sizeBytes = OptionalLong.of(value);
      return this;
    }

    /**
     * Sets what the image runs on.
     *
     * @param value the platform
     * @return this builder
     */
    public Builder platform(Platform value) {
      platform = Optional.of(value);
      return this;
    }

    /**
     * Sets the labels.
     *
     * @param value all labels
     * @return this builder
     */
    public Builder labels(Map<String, String> value) {
      labels = Map.copyOf(value);
      return this;
    }

    /**
     * Sets what the image says of its containers.
     *
     * @param value the configuration
     * @return this builder
     */
    public Builder configuration(ImageConfiguration value) {
      configuration = Optional.of(value);
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the description
     */
    public ImageInfo build() {
      return new ImageInfo(
          id, references, digests, created, sizeBytes, platform, labels, configuration);
    }
  }
}
