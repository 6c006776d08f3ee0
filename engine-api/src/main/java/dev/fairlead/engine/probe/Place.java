package dev.fairlead.engine.probe;

import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import java.util.Objects;
import java.util.Optional;

/**
 * Somewhere to look for an engine.
 *
 * @param origin how it came to be known
 * @param source who named it, for example {@code DOCKER_HOST}
 * @param endpoint where it is
 * @param product what is expected there
 * @param obstacle why there is no use in looking; empty when there is
 */
public record Place(
    CandidateOrigin origin,
    String source,
    Endpoint endpoint,
    Product product,
    Optional<Obstacle> obstacle) {

  /** Checks that no part is null. */
  public Place {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(obstacle, "obstacle");
  }
}
