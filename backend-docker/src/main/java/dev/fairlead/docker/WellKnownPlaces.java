package dev.fairlead.docker;

import dev.fairlead.engine.probe.HomesOwner;
import dev.fairlead.engine.probe.HostAddress;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.engine.probe.Product;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The places where Docker's products put their socket. The default one is always among them; others
 * only where the product has left a trace, so that a report stays short. Every method blocks for as
 * long as the file system takes.
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
    defaultSocket();
    rootless();
    Path home = machine.home();
    trace(home.resolve(".docker/run"), "docker.sock", Products.DESKTOP);
    trace(home.resolve(".docker/desktop"), "docker.sock", Products.DESKTOP);
    colima();
    trace(home.resolve(".orbstack"), "run/docker.sock", Products.ORBSTACK);
    trace(home.resolve(".rd"), "docker.sock", Products.RANCHER);
    lima();
    return List.copyOf(places);
  }

  private void defaultSocket() {
    Product product = Products.engine(machine.operatingSystem());
    if (machine.operatingSystem() != OperatingSystem.WINDOWS) {
      add("the default socket", machine.resolve("/var/run/docker.sock"), product);
      return;
    }
    URI pipe = URI.create("npipe:////./pipe/docker_engine");
    HostAddress address = HostAddress.ofPipe(DockerSought.ENGINE, pipe);
    places.add(
        new Place(
            CandidateOrigin.WELL_KNOWN,
            "the default pipe",
            address.endpoint(),
            product,
            address.obstacle()));
  }

  private void rootless() {
    HomesOwner.runtimeDirectory(machine)
        .map(directory -> directory.resolve("docker.sock"))
        .filter(WellKnownPlaces::isThere)
        .ifPresent(socket -> add("the socket of rootless Docker", socket, Products.ROOTLESS));
  }

  private void colima() {
    Set<Path> roots = new LinkedHashSet<>();
    machine.variable("COLIMA_HOME").map(Path::of).ifPresent(roots::add);
    roots.add(machine.home().resolve(".colima"));
    machine
        .variable("XDG_CONFIG_HOME")
        .map(directory -> Path.of(directory).resolve("colima"))
        .ifPresent(roots::add);
    roots.add(machine.home().resolve(".config/colima"));
    for (Path root : roots) {
      Path shared = root.resolve("docker.sock");
      if (isThere(shared)) {
        add("the socket of Colima", shared, Products.colima("default"));
      }
      each(root, profile -> isColimaProfile(root.resolve(profile)) ? "docker.sock" : null)
          .forEach(
              found ->
                  add(
                      "the Colima profile " + found.name(),
                      found.socket(),
                      Products.colima(found.name())));
    }
  }

  private static boolean isColimaProfile(Path directory) {
    return isThere(directory.resolve("colima.yaml")) || isThere(directory.resolve("docker.sock"));
  }

  private void lima() {
    Path root = machine.variable("LIMA_HOME").map(Path::of).orElse(machine.home().resolve(".lima"));
    each(
            root,
            name -> isThere(root.resolve(name + "/sock/docker.sock")) ? "sock/docker.sock" : null)
        .forEach(
            found ->
                add(
                    "the Lima instance " + found.name(),
                    found.socket(),
                    Products.lima(found.name())));
  }

  private record Found(String name, Path socket) {}

  /** The sockets in the directories right below a root, in the order of their names. */
  private static List<Found> each(Path root, Function<String, String> socketIn) {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
      for (Path child : children) {
        String name = String.valueOf(child.getFileName());
        Stream.ofNullable(socketIn.apply(name))
            .forEach(socket -> found.add(new Found(name, child.resolve(socket))));
      }
    } catch (IOException e) {
      // The product is not installed.
      return List.of();
    }
    found.sort(Comparator.comparing(Found::name));
    return found;
  }

  private void trace(Path directory, String socket, Product product) {
    if (Files.isDirectory(directory)) {
      add("the socket of " + product.name(), directory.resolve(socket), product);
    }
  }

  private void add(String source, Path socket, Product product) {
    places.add(
        new Place(
            CandidateOrigin.WELL_KNOWN, source, Endpoint.unix(socket), product, Optional.empty()));
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
