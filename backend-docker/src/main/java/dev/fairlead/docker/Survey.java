package dev.fairlead.docker;

import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Collects every place where a Docker Engine may be on a machine, each endpoint once. Blocks for as
 * long as the file system takes.
 */
final class Survey {

  /** Rank of the best place; later ones of the same origin have less. */
  static final int BEST_RANK = 400;

  /** What the last of many places gets, still more than any Podman has. */
  private static final int LEAST_RANK = 301;

  private Survey() {}

  /** The endpoints to look at, the strongest first. */
  static List<Spot> of(ProbeContext machine) {
    return spots(
        machine
            .explicitHost()
            .map(host -> List.of(explicit(machine, host)))
            .orElseGet(() -> everywhere(machine)));
  }

  private static Place explicit(ProbeContext machine, URI host) {
    HostAddress address = HostAddress.read(host.toString(), host, tls(machine), Map.of());
    return new Place(
        CandidateOrigin.EXPLICIT,
        "the host that was asked for",
        address.endpoint(),
        Product.NAMED,
        address.obstacle());
  }

  private static List<Place> everywhere(ProbeContext machine) {
    List<Place> places = new ArrayList<>();
    machine.variable("DOCKER_HOST").map(host -> variable(machine, host)).ifPresent(places::add);
    places.addAll(new DockerContexts(machine).places());
    places.addAll(new WellKnownPlaces(machine).places());
    places.sort(Comparator.comparing(Place::origin));
    return places;
  }

  private static Place variable(ProbeContext machine, String host) {
    HostAddress address =
        HostAddress.read(host, URI.create("variable:DOCKER_HOST"), tls(machine), Map.of());
    return new Place(
        CandidateOrigin.VARIABLE,
        "DOCKER_HOST",
        address.endpoint(),
        Product.NAMED,
        address.obstacle());
  }

  /** As Docker's own command understands its variables; their values do not matter to it. */
  private static HostAddress.Tls tls(ProbeContext machine) {
    HostAddress.Tls.Mode mode =
        machine.variable("DOCKER_TLS_VERIFY").isPresent()
            ? HostAddress.Tls.Mode.ON
            : machine.variable("DOCKER_TLS").isPresent()
                ? HostAddress.Tls.Mode.UNVERIFIED
                : HostAddress.Tls.Mode.OFF;
    return new HostAddress.Tls(
        mode,
        machine
            .variable("DOCKER_CERT_PATH")
            .orElseGet(() -> DockerContexts.directory(machine).toString()));
  }

  private static List<Spot> spots(List<Place> places) {
    Map<String, List<Place>> byIdentity = new LinkedHashMap<>();
    for (Place place : places) {
      byIdentity.computeIfAbsent(identity(place.endpoint()), key -> new ArrayList<>()).add(place);
    }
    List<Spot> spots = new ArrayList<>();
    for (List<Place> same : byIdentity.values()) {
      int rank = Math.max(LEAST_RANK, BEST_RANK - spots.size());
      spots.add(new Spot(withKnownProduct(same), evidence(same), rank));
    }
    return spots;
  }

  /** The strongest place; a weaker one may know better what is to be started there. */
  private static Place withKnownProduct(List<Place> same) {
    Place first = same.get(0);
    Product product =
        same.stream()
            .map(Place::product)
            .filter(known -> !known.equals(Product.NAMED))
            .findFirst()
            .orElse(Product.NAMED);
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
