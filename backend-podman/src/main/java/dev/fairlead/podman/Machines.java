package dev.fairlead.podman;

import dev.fairlead.engine.probe.HomesOwner;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.engine.probe.Product;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The virtual machines of {@code podman machine}, and the sockets of this machine that lead into
 * them. Podman 5 has them in the directory for temporary files ({@code podman/NAME-api.sock}), 4
 * beside the disks of the machines. Every method blocks for as long as the file system takes.
 */
final class Machines {

  private static final String DEFAULT = "podman-machine-default";

  private final ProbeContext machine;
  private final Path disks;
  private final Set<String> names;

  Machines(ProbeContext machine) {
    this.machine = machine;
    this.disks = directory("XDG_DATA_HOME", ".local/share").resolve("containers/podman/machine");
    this.names =
        names(directory("XDG_CONFIG_HOME", ".config").resolve("containers/podman/machine"));
  }

  /** In the order of preference among equals: the default machine, the others by their names. */
  List<Place> places() {
    List<Place> places = new ArrayList<>();
    Stream<String> ordered =
        Stream.concat(names.stream().filter(DEFAULT::equals), names.stream()).distinct();
    ordered.forEach(
        name ->
            places.add(place("the Podman machine " + name, socket(name), Products.machine(name))));
    if (names.isEmpty() && machine.operatingSystem() == OperatingSystem.MACOS) {
      places.add(place("the default Podman machine", socket(DEFAULT), Products.NO_MACHINE));
    }
    shared().forEach(socket -> places.add(place("a Podman machine", socket, started())));
    return places;
  }

  /** The socket that leads into a machine; the machine of {@code NAME-root} is {@code NAME}. */
  Optional<Place> ofConnection(String connection) {
    return Stream.of(connection, connection.replaceFirst("-root$", ""))
        .filter(names::contains)
        .findFirst()
        .map(name -> place("the Podman machine " + name, socket(name), Products.machine(name)));
  }

  /** Where Podman 5 has the socket of a machine, unless there is one where Podman 4 has it. */
  private Path socket(String name) {
    Path older = disks.resolve(name).resolve("podman.sock");
    Path newer = temporary().resolve("podman").resolve(name + "-api.sock");
    return WellKnownPlaces.isThere(older) && !WellKnownPlaces.isThere(newer) ? older : newer;
  }

  private Path temporary() {
    if (machine.operatingSystem() == OperatingSystem.LINUX) {
      return HomesOwner.runtimeDirectory(machine).orElseGet(() -> machine.resolve("/tmp"));
    }
    return machine.variable("TMPDIR").map(Path::of).orElseGet(() -> machine.resolve("/tmp"));
  }

  /** Those of Podman 4 that are named after what runs the machine, or not at all. */
  private List<Path> shared() {
    return Stream.of("qemu/podman.sock", "applehv/podman.sock", "podman.sock")
        .map(disks::resolve)
        .filter(WellKnownPlaces::isThere)
        .toList();
  }

  private Product started() {
    return names.size() == 1
        ? Products.machine(names.iterator().next())
        : Product.started("Podman machine", "podman machine start");
  }

  private Path directory(String variable, String usual) {
    return machine.variable(variable).map(Path::of).orElseGet(() -> machine.home().resolve(usual));
  }

  /** Each machine has {@code KIND/NAME.json}, where the kind is what runs it. */
  private static Set<String> names(Path configuration) {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> kinds =
        Files.newDirectoryStream(configuration, Files::isDirectory)) {
      for (Path kind : kinds) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(kind, "*.json")) {
          files.forEach(
              file -> names.add(String.valueOf(file.getFileName()).replaceFirst("\\.json$", "")));
        }
      }
    } catch (IOException e) {
      // There are no machines, or none that this user may see.
      return names;
    }
    return names;
  }

  private static Place place(String source, Path socket, Product product) {
    return new Place(
        CandidateOrigin.WELL_KNOWN, source, Endpoint.unix(socket), product, Optional.empty());
  }
}
