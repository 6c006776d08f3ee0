package dev.fairlead.podman;

import dev.fairlead.engine.probe.HostAddress;
import dev.fairlead.engine.probe.Obstacle;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places that Podman's own variables and connections name. One of them is in force: {@code
 * CONTAINER_HOST}, else {@code CONTAINER_CONNECTION}, else the default connection. Only that one
 * may be on another machine; of the others the sockets of this machine are looked at. Blocks for as
 * long as the file system takes.
 */
final class ConnectionPlaces {

  /** Endpoint setting: the name of the connection that an endpoint comes from. */
  static final String CONNECTION = "connection";

  private static final String LIST = "podman system connection list, for those that exist";

  private final ProbeContext machine;
  private final Machines machines;
  private final Connections connections;

  ConnectionPlaces(ProbeContext machine, Machines machines) {
    this.machine = machine;
    this.machines = machines;
    this.connections = Connections.of(machine);
  }

  /** The one in force first. */
  List<Place> places() {
    List<Place> places = new ArrayList<>();
    Optional<String> host = machine.variable("CONTAINER_HOST");
    Optional<String> variable = machine.variable("CONTAINER_CONNECTION");
    Optional<String> name = Optional.empty();
    if (host.isPresent()) {
      places.add(host(host.get()));
    } else if (variable.isPresent()) {
      name = variable;
      places.add(named(variable.get(), CandidateOrigin.VARIABLE, "CONTAINER_CONNECTION"));
    } else if (connections.inForce().isPresent()) {
      Connections.Named inForce = connections.inForce().get();
      name = Optional.of(inForce.connection());
      places.add(
          named(inForce.connection(), CandidateOrigin.CONFIGURATION, inForce.file().toString()));
    }
    connections.unreadable().forEach((file, why) -> places.add(unreadable(file.toUri(), why)));
    for (Map.Entry<String, Destination> other : connections.destinations().entrySet()) {
      if (!name.equals(Optional.of(other.getKey()))) {
        other(other.getKey(), other.getValue()).ifPresent(places::add);
      }
    }
    return places;
  }

  private Place host(String text) {
    HostAddress address =
        PodmanAddress.read(
            text,
            URI.create("variable:CONTAINER_HOST"),
            text.strip().startsWith("ssh:")
                ? PodmanAddress.withIdentity(Map.of(), machine.variable("CONTAINER_SSHKEY"))
                : Map.of());
    return place(CandidateOrigin.VARIABLE, "CONTAINER_HOST", address);
  }

  private Place named(String name, CandidateOrigin origin, String source) {
    String words = "connection " + name + " (" + source + ")";
    Destination destination = connections.destinations().get(name);
    if (destination == null) {
      Obstacle unknown = Obstacle.unhealthy("there is no connection of this name", LIST);
      return place(origin, words, new HostAddress(holder(name), Optional.of(unknown)));
    }
    Optional<Place> socket = socketInto(name, destination);
    if (socket.isPresent()) {
      Place into = socket.get();
      return new Place(
          origin,
          words + ", which is " + into.source(),
          into.endpoint(),
          into.product(),
          into.obstacle());
    }
    return place(origin, words, address(name, destination));
  }

  /** A connection that is not in force; machines and their sockets are looked for elsewhere. */
  private Optional<Place> other(String name, Destination destination) {
    if (socketInto(name, destination).isPresent()) {
      return Optional.empty();
    }
    HostAddress address = address(name, destination);
    if (address.obstacle().isEmpty() && address.endpoint().socketPath().isEmpty()) {
      Obstacle notAsked =
          Obstacle.unhealthy(
              "it is on another machine and its connection is not the default, so it was not asked",
              "CONTAINER_CONNECTION=" + name);
      address = new HostAddress(address.endpoint(), Optional.of(notAsked));
    }
    return Optional.of(place(CandidateOrigin.WELL_KNOWN, "connection " + name, address));
  }

  /**
   * Podman's connections to its own machines go through ssh to a port of this machine. The sockets
   * that lead there need no login, and no key of a host that is made anew with each machine.
   */
  private Optional<Place> socketInto(String name, Destination destination) {
    return destination.uri().matches("ssh://[^/]*@(127\\.0\\.0\\.1|localhost)[:/].*")
        ? machines.ofConnection(name)
        : Optional.empty();
  }

  private static HostAddress address(String name, Destination destination) {
    if (destination.tls()) {
      Obstacle files =
          Obstacle.unhealthy(
              "it goes through TLS with files that are named one by one, which is not supported",
              "reach it through ssh://");
      return new HostAddress(holder(name), Optional.of(files));
    }
    Map<String, String> settings = Map.of(CONNECTION, name);
    return PodmanAddress.read(
        destination.uri(),
        holder(name).uri(),
        destination.uri().startsWith("ssh:")
            ? PodmanAddress.withIdentity(settings, destination.identity())
            : settings);
  }

  private static Place unreadable(URI file, String why) {
    return new Place(
        CandidateOrigin.CONFIGURATION,
        "the configuration of Podman's own command",
        Endpoint.of(file),
        Products.NAMED,
        Optional.of(Obstacle.unhealthy(why, "correct " + file.getPath())));
  }

  private static Place place(CandidateOrigin origin, String source, HostAddress address) {
    return new Place(origin, source, address.endpoint(), Products.NAMED, address.obstacle());
  }

  private static Endpoint holder(String name) {
    try {
      return new Endpoint(new URI("connection", name, null), Map.of(CONNECTION, name));
    } catch (URISyntaxException e) {
      return new Endpoint(URI.create("connection:unknown"), Map.of(CONNECTION, name));
    }
  }
}
