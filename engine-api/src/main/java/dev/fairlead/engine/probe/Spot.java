package dev.fairlead.engine.probe;

import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One endpoint to look at, however many names lead to it.
 *
 * @param place the strongest of them
 * @param names all that lead there, the strongest first
 * @param evidence who named it, the strongest first
 * @param rank the larger, the better among equals
 * @param foreign whether all names are those of another kind of engine
 */
record Spot(Place place, List<Place> names, List<Evidence> evidence, int rank, boolean foreign) {

  Spot {
    Objects.requireNonNull(place, "place");
    names = List.copyOf(names);
    evidence = List.copyOf(evidence);
  }

  /**
   * Puts places together that are one endpoint; blocks for as long as the file system takes.
   *
   * @param own the places of what is sought, the strongest first
   * @param foreign those of another kind of engine, the strongest first
   * @param sought what is sought: how it ranks, and what is expected where nothing better is known
   */
  static List<Spot> of(List<Place> own, List<Place> foreign, SoughtEngine sought) {
    Map<String, List<Place>> byIdentity = new LinkedHashMap<>();
    Stream.concat(own.stream(), foreign.stream())
        .sorted(Comparator.comparing(Place::origin))
        .forEach(
            place ->
                byIdentity
                    .computeIfAbsent(identity(place.endpoint()), key -> new ArrayList<>())
                    .add(place));
    List<Spot> spots = new ArrayList<>();
    for (List<Place> same : byIdentity.values()) {
      int rank = sought.bestRank() - Math.min(spots.size(), EngineSearch.RANKS - 1);
      spots.add(
          new Spot(
              withKnownProduct(same, sought.named()),
              same,
              evidence(same),
              rank,
              same.stream().noneMatch(own::contains)));
    }
    return spots;
  }

  /** The strongest place; a weaker one may know better what is to be started there. */
  private static Place withKnownProduct(List<Place> same, Product named) {
    Place first = same.get(0);
    Product product =
        same.stream()
            .map(Place::product)
            .filter(known -> !known.name().equals(named.name()))
            .findFirst()
            .orElse(named);
    return new Place(first.origin(), first.source(), first.endpoint(), product, first.obstacle());
  }

  private static List<Evidence> evidence(List<Place> same) {
    List<Evidence> evidence = new ArrayList<>();
    for (Place place : same) {
      String target = target(place.endpoint());
      evidence.add(
          new Evidence(place.source(), evidence.isEmpty() ? target : "the same: " + target));
    }
    return evidence;
  }

  private static String target(Endpoint endpoint) {
    Optional<Path> socket = endpoint.socketPath();
    Optional<Path> real =
        socket.map(SocketFile::resolve).filter(path -> !socket.get().equals(path));
    return endpoint + real.map(path -> ", which is " + path).orElse("");
  }

  /** Equal for endpoints that are one, however they are written. */
  private static String identity(Endpoint endpoint) {
    return endpoint
        .socketPath()
        .map(path -> "unix://" + SocketFile.resolve(path))
        .orElseGet(() -> endpoint.uri().toString().toLowerCase(Locale.ROOT));
  }
}
