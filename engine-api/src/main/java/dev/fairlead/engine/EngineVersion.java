package dev.fairlead.engine;

import dev.fairlead.spi.VersionRange;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import java.util.Objects;
import java.util.Optional;

/**
 * What a daemon says of itself in {@code GET /_ping} and {@code GET /version}.
 *
 * @param family whose API it is
 * @param flavour the product's own name, for example {@code Docker Engine - Community}
 * @param product the product's version, for example {@code 28.5.2}
 * @param minimum the oldest API version that it accepts
 * @param maximum the newest API version that it speaks
 */
public record EngineVersion(
    EngineFamily family, String flavour, String product, ApiVersion minimum, ApiVersion maximum) {

  /** The newest API version that this client speaks, that of Docker 28. */
  public static final ApiVersion CLIENT_MAXIMUM = new ApiVersion(1, 51);

  /** The oldest API version that this client speaks, that of Docker 20.10. */
  public static final ApiVersion CLIENT_MINIMUM = new ApiVersion(1, 41);

  /** Checks that no part is null. */
  public EngineVersion {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(flavour, "flavour");
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(minimum, "minimum");
    Objects.requireNonNull(maximum, "maximum");
  }

  /**
   * The version that client and daemon both speak: the newest one.
   *
   * @param backend id of the backend that asks, for the error
   * @return the version
   * @throws BackendFailureException if there is none; names both ranges and what to do
   */
  public ApiVersion negotiate(String backend) {
    ErrorContext context = ErrorContext.of(backend, "agree on an API version");
    if (!maximum.atLeast(CLIENT_MINIMUM)) {
      throw new BackendFailureException(
          context.withRemedy(
              family == EngineFamily.PODMAN
                  ? "upgrade Podman to 4.0 or newer"
                  : "upgrade Docker to 20.10 or newer"),
          this + " speaks " + maximum + " at most, and Fairlead needs " + CLIENT_MINIMUM,
          null);
    }
    if (!CLIENT_MAXIMUM.atLeast(minimum)) {
      throw new BackendFailureException(
          context.withRemedy("a newer version of Fairlead"),
          this
              + " wants "
              + minimum
              + " at least, and Fairlead speaks "
              + CLIENT_MAXIMUM
              + " at most",
          null);
    }
    return maximum.atLeast(CLIENT_MAXIMUM) ? CLIENT_MAXIMUM : maximum;
  }

  /**
   * The same in the contract's words.
   *
   * @return product version and API range
   */
  public VersionRange range() {
    return new VersionRange(
        product, Optional.of(minimum.toString()), Optional.of(maximum.toString()));
  }

  /**
   * Product and version as people read them.
   *
   * @return for example {@code Docker Engine - Community 28.5.2}
   */
  @Override
  public String toString() {
    return flavour.endsWith(product) ? flavour : flavour + " " + product;
  }
}
