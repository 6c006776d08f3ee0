package dev.fairlead.podman;

import dev.fairlead.engine.probe.HostAddress;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects every place where a Podman service may listen. Blocks for as long as the file system
 * takes.
 */
final class Survey {

  private Survey() {}

  /** The places to look at, the strongest first. */
  static List<Place> of(ProbeContext machine) {
    return machine
        .explicitHost()
        .map(host -> List.of(explicit(host)))
        .orElseGet(() -> everywhere(machine));
  }

  /**
   * Docker's places, behind which Podman may be: {@code podman-docker} and Podman Desktop put it
   * there. An address on another machine that is meant for Docker is not logged in to.
   */
  static List<Place> ofDocker(ProbeContext machine) {
    if (machine.explicitHost().isPresent()
        || machine.operatingSystem() == OperatingSystem.WINDOWS) {
      return List.of();
    }
    List<Place> places = new ArrayList<>();
    machine
        .variable("DOCKER_HOST")
        .filter(host -> !host.strip().startsWith("ssh:"))
        .filter(host -> machine.variable("DOCKER_TLS_VERIFY").isEmpty())
        .map(host -> PodmanAddress.read(host, URI.create("variable:DOCKER_HOST"), Map.of()))
        .map(address -> behindDocker(CandidateOrigin.VARIABLE, "DOCKER_HOST", address))
        .ifPresent(places::add);
    places.add(
        behindDocker(
            CandidateOrigin.WELL_KNOWN,
            "Docker's default socket",
            new HostAddress(
                Endpoint.unix(machine.resolve("/var/run/docker.sock")), Optional.empty())));
    return places;
  }

  /** Where certificates of other machines are, as for Podman's own command. */
  static String certificates(ProbeContext machine) {
    return machine.home().resolve(".config/containers/certs.d").toString();
  }

  private static Place explicit(URI host) {
    HostAddress address = PodmanAddress.read(host.toString(), host, Map.of());
    return new Place(
        CandidateOrigin.EXPLICIT,
        "the host that was asked for",
        address.endpoint(),
        Products.NAMED,
        address.obstacle());
  }

  private static List<Place> everywhere(ProbeContext machine) {
    Machines machines = new Machines(machine);
    List<Place> places = new ArrayList<>(new ConnectionPlaces(machine, machines).places());
    places.addAll(new WellKnownPlaces(machine).places());
    places.addAll(machines.places());
    places.sort(Comparator.comparing(Place::origin));
    return places;
  }

  private static Place behindDocker(CandidateOrigin origin, String source, HostAddress address) {
    return new Place(origin, source, address.endpoint(), Products.NAMED, address.obstacle());
  }
}
