package dev.fairlead.docker;

import dev.fairlead.spi.Evidence;
import java.util.List;
import java.util.Objects;

/**
 * One endpoint to look at, however many names lead to it.
 *
 * @param place the strongest of them
 * @param evidence who named it, the strongest first
 * @param rank the larger, the better among equals
 */
record Spot(Place place, List<Evidence> evidence, int rank) {

  Spot {
    Objects.requireNonNull(place, "place");
    evidence = List.copyOf(evidence);
  }
}
