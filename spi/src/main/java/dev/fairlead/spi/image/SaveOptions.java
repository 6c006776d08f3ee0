package dev.fairlead.spi.image;

import dev.fairlead.spi.container.Platform;
import java.util.Objects;
import java.util.Optional;

/**
 * How images become an archive.
 *
 * @param platform the only platform to save of an image that has several; empty for all that are
 *     here
 * @param layout how the archive is laid out
 */
public record SaveOptions(Optional<Platform> platform, Layout layout) {

  /** How an archive is laid out. */
  public enum Layout {
    /** As the runtime does it. */
    RUNTIME_DEFAULT,
    /** With the {@code manifest.json} that every version of Docker and Podman can load. */
    DOCKER,
    /** With the {@code index.json} of the OCI image layout. */
    OCI
  }

  private static final SaveOptions DEFAULTS =
      new SaveOptions(Optional.empty(), Layout.RUNTIME_DEFAULT);

  /** Checks that no part is null. */
  public SaveOptions {
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(layout, "layout");
  }

  /**
   * All platforms in the runtime's own layout.
   *
   * @return the defaults
   */
  public static SaveOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These options for one platform.
   *
   * @param value the platform
   * @return a copy
   */
  public SaveOptions withPlatform(Platform value) {
    return new SaveOptions(Optional.of(value), layout);
  }

  /**
   * These options with another layout.
   *
   * @param value the layout
   * @return a copy
   */
  public SaveOptions withLayout(Layout value) {
    return new SaveOptions(platform, value);
  }
}
