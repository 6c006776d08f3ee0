package dev.fairlead.engine.probe;

import dev.fairlead.spi.CandidateState;
import java.util.Objects;
import java.util.Optional;

/**
 * What stands in the way of using an endpoint.
 *
 * @param state unhealthy, or absent
 * @param found what was seen, in words that follow "found"
 * @param remedy what would help; empty when nothing is known to
 */
public record Obstacle(CandidateState state, String found, Optional<String> remedy) {

  /** Checks that no part is null. */
  public Obstacle {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(found, "found");
    Objects.requireNonNull(remedy, "remedy");
  }

  /**
   * Something is there, and not well.
   *
   * @param found what was seen
   * @param remedy what would help
   * @return the obstacle
   */
  public static Obstacle unhealthy(String found, String remedy) {
    return new Obstacle(CandidateState.UNHEALTHY, found, Optional.of(remedy));
  }

  /**
   * Nothing is there.
   *
   * @param found what was seen
   * @param remedy what would help
   * @return the obstacle
   */
  public static Obstacle absent(String found, String remedy) {
    return new Obstacle(CandidateState.ABSENT, found, Optional.of(remedy));
  }
}
