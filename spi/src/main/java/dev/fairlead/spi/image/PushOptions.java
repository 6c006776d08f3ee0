package dev.fairlead.spi.image;

import dev.fairlead.spi.container.Platform;
import java.util.Objects;
import java.util.Optional;

/**
 * How an image is pushed.
 *
 * @param platform the only platform to push of an image that has several; empty for all that are
 *     here
 * @param credentials what the registry asks for; empty for nothing, or for what the runtime itself
 *     has stored
 * @param transport how strictly the way to the registry is protected
 */
public record PushOptions(
    Optional<Platform> platform,
    Optional<RegistryCredentials> credentials,
    RegistryTransport transport) {

  private static final PushOptions DEFAULTS =
      new PushOptions(Optional.empty(), Optional.empty(), RegistryTransport.RUNTIME_DEFAULT);

  /** Checks that no part is null. */
  public PushOptions {
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(transport, "transport");
  }

  /**
   * No choice of platform, no credentials, the runtime's own transport.
   *
   * @return the defaults
   */
  public static PushOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These options for one platform.
   *
   * @param value the platform
   * @return a copy
   */
  public PushOptions withPlatform(Platform value) {
    return new PushOptions(Optional.of(value), credentials, transport);
  }

  /**
   * These options with credentials.
   *
   * @param value what the registry asks for
   * @return a copy
   */
  public PushOptions withCredentials(RegistryCredentials value) {
    return new PushOptions(platform, Optional.of(value), transport);
  }

  /**
   * These options with another transport.
   *
   * @param value how strictly the way to the registry is protected
   * @return a copy
   */
  public PushOptions withTransport(RegistryTransport value) {
    return new PushOptions(platform, credentials, value);
  }
}
