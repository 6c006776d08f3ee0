package dev.fairlead.spi.image;

import dev.fairlead.spi.container.Platform;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the archive of a file system becomes an image.
 *
 * @param target name of the image; empty for none
 * @param changes Dockerfile instructions that set its configuration, for example {@code CMD ["sh"]}
 * @param message a comment for its history; empty for none
 * @param platform what it runs on; empty for the runtime's own
 */
public record ImportSpec(
    Optional<ImageReference> target,
    List<String> changes,
    Optional<String> message,
    Optional<Platform> platform) {

  /** Checks and copies. */
  public ImportSpec {
    Objects.requireNonNull(target, "target");
    changes = List.copyOf(changes);
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(platform, "platform");
    if (target.isPresent() && (target.get().isId() || target.get().digest().isPresent())) {
      throw new IllegalArgumentException(
          "\"" + target.get() + "\" cannot name a new image: it is an id or has a digest");
    }
  }

  /**
   * An image with a name and nothing else.
   *
   * @param target its name
   * @return the specification
   */
  public static ImportSpec to(ImageReference target) {
    return new ImportSpec(Optional.of(target), List.of(), Optional.empty(), Optional.empty());
  }

  /**
   * This specification with instructions.
   *
   * @param value all Dockerfile instructions
   * @return a copy
   */
  public ImportSpec withChanges(List<String> value) {
    return new ImportSpec(target, value, message, platform);
  }

  /**
   * This specification with a comment.
   *
   * @param value the comment
   * @return a copy
   */
  public ImportSpec withMessage(String value) {
    return new ImportSpec(target, changes, Optional.of(value), platform);
  }

  /**
   * This specification for one platform.
   *
   * @param value the platform
   * @return a copy
   */
  public ImportSpec withPlatform(Platform value) {
    return new ImportSpec(target, changes, message, Optional.of(value));
  }
}
