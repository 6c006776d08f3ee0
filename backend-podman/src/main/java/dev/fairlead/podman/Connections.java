package dev.fairlead.podman;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The connections of Podman's own command, in the order in which it reads them: {@code
 * [engine.service_destinations]} of all {@code containers.conf}, where later files win, then {@code
 * podman-connections.json} of Podman 5, which wins over those (containers.conf(5),
 * podman-system-connection(1)). Every method blocks for as long as the file system takes.
 */
final class Connections {

  private static final Pattern WANTED = Pattern.compile("service_destinations|active_service");

  private final ProbeContext machine;
  private final Map<String, Destination> destinations = new TreeMap<>();
  private final Map<Path, String> unreadable = new LinkedHashMap<>();
  private Optional<Named> inForce = Optional.empty();

  /** The name of a connection, and the file that says so. */
  record Named(String connection, Path file) {}

  private Connections(ProbeContext machine) {
    this.machine = machine;
  }

  static Connections of(ProbeContext machine) {
    Connections connections = new Connections(machine);
    connections.configurationFiles().forEach(connections::addConfiguration);
    connections.addConnectionsFile();
    return connections;
  }

  /** All of them, by their names. */
  Map<String, Destination> destinations() {
    return destinations;
  }

  /** The one that is taken where nothing else is said. */
  Optional<Named> inForce() {
    return inForce;
  }

  /** The files that cannot be read, and why; what they hold is not told. */
  Map<Path, String> unreadable() {
    return unreadable;
  }

  private List<Path> configurationFiles() {
    List<Path> files = new ArrayList<>();
    Optional<Path> only = machine.variable("CONTAINERS_CONF").map(Path::of);
    if (only.isPresent()) {
      files.add(only.get());
    } else {
      files.add(machine.resolve("/usr/share/containers/containers.conf"));
      addWithDirectory(files, machine.resolve("/etc/containers/containers.conf"));
      addWithDirectory(files, directoryOfUser().resolve("containers.conf"));
    }
    machine.variable("CONTAINERS_CONF_OVERRIDE").map(Path::of).ifPresent(files::add);
    return files;
  }

  private Path directoryOfUser() {
    return machine
        .variable("XDG_CONFIG_HOME")
        .map(Path::of)
        .orElseGet(() -> machine.home().resolve(".config"))
        .resolve("containers");
  }

  private static void addWithDirectory(List<Path> files, Path file) {
    files.add(file);
    List<Path> further = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(file.resolveSibling(file.getFileName() + ".d"), "*.conf")) {
      all.forEach(further::add);
    } catch (IOException e) {
      // There is no such directory.
      return;
    }
    further.stream().sorted().forEach(files::add);
  }

  private void addConfiguration(Path file) {
    try {
      if (TomlFile.read(file, WANTED).get("engine") instanceof Map<?, ?> engine) {
        add(engine.get("service_destinations"));
        Destination.text(engine, "active_service").ifPresent(name -> activate(name, file));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (JsonProcessingException e) {
      unreadable.put(file, "line " + e.getLocation().getLineNr() + " is not TOML");
    } catch (IOException e) {
      unreadable.put(file, "it cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private void addConnectionsFile() {
    Path file =
        machine
            .variable("PODMAN_CONNECTIONS_CONF")
            .map(Path::of)
            .orElseGet(() -> directoryOfUser().resolve("podman-connections.json"));
    try {
      Map<String, Object> all = Json.standard().readObject(Files.readAllBytes(file));
      if (all.get("Connection") instanceof Map<?, ?> connection) {
        add(connection.get("Connections"));
        Destination.text(connection, "Default").ifPresent(name -> activate(name, file));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return;
    } catch (IOException e) {
      unreadable.put(file, "it cannot be read: " + e.getClass().getSimpleName());
    } catch (TransportException e) {
      unreadable.put(file, "it is not a JSON object");
    }
  }

  private void add(@Nullable Object named) {
    if (named instanceof Map<?, ?> all) {
      all.forEach(
          (name, value) ->
              Destination.of(value)
                  .ifPresent(known -> destinations.put(String.valueOf(name), known)));
    }
  }

  private void activate(String name, Path file) {
    inForce = Optional.of(new Named(name, file));
  }
}
