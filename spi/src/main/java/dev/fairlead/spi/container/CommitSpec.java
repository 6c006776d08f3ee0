package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How an image is made of a container.
 *
 * @param reference name of the image; empty for an image without a name
 * @param author who made it; empty for none
 * @param message why; empty for none
 * @param running what happens to a container that runs
 * @param changes instructions of a Dockerfile applied to it, for example {@code CMD ["sh"]}
 */
public record CommitSpec(
    Optional<String> reference,
    Optional<String> author,
    Optional<String> message,
    Running running,
    List<String> changes) {

  /** What happens to a container that runs while the image is made. */
  public enum Running {
    /** It is paused, so that its files hold still. */
    PAUSE,
    /** It goes on. */
    LEAVE
  }

  /** Checks and copies. */
  public CommitSpec {
    Objects.requireNonNull(reference, "reference");
    Objects.requireNonNull(author, "author");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(running, "running");
    changes = List.copyOf(changes);
  }

  /**
   * An image with a name, made while the container holds still.
   *
   * @param reference name of the image
   * @return the specification
   */
  public static CommitSpec to(String reference) {
    return new CommitSpec(
        Optional.of(reference), Optional.empty(), Optional.empty(), Running.PAUSE, List.of());
  }
}
