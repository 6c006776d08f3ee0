package dev.fairlead.podman;

import dev.fairlead.engine.probe.HomesOwner;
import dev.fairlead.engine.probe.HostAddress;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.engine.probe.Product;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where Podman's service listens by itself: on Linux a socket of the user and one of root
 * (podman-system-service(1)), of which that of whoever looks is always reported, and the other if
 * it is there. Every method blocks for as long as the file system takes.
 */
final class WellKnownPlaces {

  private final ProbeContext machine;
  private final List<Place> places = new ArrayList<>();

  WellKnownPlaces(ProbeContext machine) {
    this.machine = machine;
  }

  /** In the order of preference among equals. */
  List<Place> places() {
    places.clear();
    if (machine.operatingSystem() == OperatingSystem.LINUX) {
      linux();
    } else if (machine.operatingSystem() == OperatingSystem.WINDOWS) {
      pipe();
    }
    return List.copyOf(places);
  }

  private void linux() {
    boolean root = Remedies.isRoot(machine);
    Optional<Path> ofUser =
        HomesOwner.runtimeDirectory(machine)
            .map(directory -> directory.resolve("podman/podman.sock"))
            .filter(socket -> !root || isThere(socket));
    ofUser.ifPresent(socket -> add("the socket of this user", socket, known(Products.OF_THE_USER)));
    Path ofRoot = machine.resolve("/run/podman/podman.sock");
    if (root || ofUser.isEmpty() || isThere(ofRoot)) {
      add("the socket of root", ofRoot, known(Products.OF_ROOT));
    }
  }

  private Product known(Product product) {
    return PodmanProgram.on(machine).isPresent() ? product : Products.toBeInstalled(product);
  }

  private void pipe() {
    HostAddress address =
        HostAddress.ofPipe(
            PodmanSought.ENGINE, URI.create("npipe:////./pipe/podman-machine-default"));
    places.add(
        new Place(
            CandidateOrigin.WELL_KNOWN,
            "the pipe of the default machine",
            address.endpoint(),
            Products.NO_MACHINE,
            address.obstacle()));
  }

  private void add(String source, Path socket, Product product) {
    places.add(
        new Place(
            CandidateOrigin.WELL_KNOWN, source, Endpoint.unix(socket), product, Optional.empty()));
  }

  static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
