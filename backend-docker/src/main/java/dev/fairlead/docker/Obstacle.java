package dev.fairlead.docker;

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
record Obstacle(CandidateState state, String found, Optional<String> remedy) {

  Obstacle {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(found, "found");
    Objects.requireNonNull(remedy, "remedy");
  }

  static Obstacle unhealthy(String found, String remedy) {
    return new Obstacle(CandidateState.UNHEALTHY, found, Optional.of(remedy));
  }

  static Obstacle absent(String found, String remedy) {
    return new Obstacle(CandidateState.ABSENT, found, Optional.of(remedy));
  }
}
