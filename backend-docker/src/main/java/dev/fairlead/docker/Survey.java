package dev.fairlead.docker;

import dev.fairlead.engine.probe.HostAddress;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Collects every place where a Docker Engine may be on a machine. Blocks for as long as the file
 * system takes.
 */
final class Survey {

  private Survey() {}

  /** The places to look at, the strongest first. */
  static List<Place> of(ProbeContext machine) {
    return machine
        .explicitHost()
        .map(host -> List.of(explicit(machine, host)))
        .orElseGet(() -> everywhere(machine));
  }

  private static Place explicit(ProbeContext machine, URI host) {
    HostAddress address =
        HostAddress.read(DockerSought.ENGINE, host.toString(), host, tls(machine), Map.of());
    return new Place(
        CandidateOrigin.EXPLICIT,
        "the host that was asked for",
        address.endpoint(),
        Products.NAMED,
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
        HostAddress.read(
            DockerSought.ENGINE, host, URI.create("variable:DOCKER_HOST"), tls(machine), Map.of());
    return new Place(
        CandidateOrigin.VARIABLE,
        "DOCKER_HOST",
        address.endpoint(),
        Products.NAMED,
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
}
