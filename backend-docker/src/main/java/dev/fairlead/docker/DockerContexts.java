package dev.fairlead.docker;

import dev.fairlead.engine.probe.HostAddress;
import dev.fairlead.engine.probe.Obstacle;
import dev.fairlead.engine.probe.Place;
import dev.fairlead.engine.probe.Product;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contexts that Docker's own command keeps in {@code ~/.docker} or {@code DOCKER_CONFIG}: one
 * {@code contexts/meta/<SHA-256 of the name>/meta.json} each, TLS material in {@code
 * contexts/tls/<the same>/docker}, and the name of the current one in {@code config.json}. Every
 * method blocks for as long as the file system takes.
 *
 * @see <a href="https://docs.docker.com/engine/manage-resources/contexts/">Docker contexts</a>
 */
final class DockerContexts {

  /** Endpoint setting: the name of the context that an endpoint comes from. */
  static final String CONTEXT = "context";

  private static final String DEFAULT = "default";
  private static final String LIST = "docker context ls, for those that exist";

  private final ProbeContext machine;
  private final Path directory;

  DockerContexts(ProbeContext machine) {
    this.machine = machine;
    this.directory = directory(machine);
  }

  /** Where Docker's own command keeps what it knows of its user. */
  static Path directory(ProbeContext machine) {
    return machine
        .variable("DOCKER_CONFIG")
        .map(Path::of)
        .orElseGet(() -> machine.home().resolve(".docker"));
  }

  /** The context in force first, then the others. */
  List<Place> places() {
    List<Place> places = new ArrayList<>();
    Current current = current(places);
    if (current.name() != null && !current.name().equals(DEFAULT)) {
      places.add(named(current));
    }
    for (Map.Entry<String, Path> context : others(current.name()).entrySet()) {
      other(context.getKey(), context.getValue()).ifPresent(places::add);
    }
    return places;
  }

  /** The name of the context in force and who says so. */
  private record Current(@Nullable String name, CandidateOrigin origin, String source) {}

  private Current current(List<Place> troubles) {
    Optional<String> variable = machine.variable("DOCKER_CONTEXT");
    if (variable.isPresent()) {
      return new Current(variable.get(), CandidateOrigin.VARIABLE, "DOCKER_CONTEXT");
    }
    Path file = directory.resolve("config.json");
    String name = null;
    try {
      name = text(Json.standard().readObject(Files.readAllBytes(file)), "currentContext");
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new Current(null, CandidateOrigin.CONFIGURATION, file.toString());
    } catch (IOException e) {
      troubles.add(unreadable(file, "it cannot be read: " + e.getClass().getSimpleName()));
    } catch (TransportException e) {
      // Its message would quote the file, which may hold passwords of registries.
      troubles.add(unreadable(file, "it is not a JSON object"));
    }
    return new Current(name, CandidateOrigin.CONFIGURATION, "currentContext in " + file);
  }

  private static Place unreadable(Path file, String found) {
    return new Place(
        CandidateOrigin.CONFIGURATION,
        "the configuration of Docker's own command",
        Endpoint.of(file.toAbsolutePath().toUri()),
        Products.NAMED,
        Optional.of(Obstacle.unhealthy(found, "correct " + file)));
  }

  private Place named(Current current) {
    String name = String.valueOf(current.name());
    String source = "context " + name + " (" + current.source() + ")";
    Path meta = directory.resolve("contexts/meta").resolve(sha256(name)).resolve("meta.json");
    HostAddress address;
    try {
      address = read(meta, name);
    } catch (NoSuchFileException | NotDirectoryException e) {
      address = broken(name, Obstacle.unhealthy("there is no context of this name", LIST));
    } catch (IOException | TransportException e) {
      address = broken(name, Obstacle.unhealthy(meta + " cannot be read", "correct that file"));
    }
    return new Place(
        current.origin(), source, address.endpoint(), product(address), address.obstacle());
  }

  /**
   * A context that is not in force. Local sockets are well-known places like others; another
   * machine is never spoken to unless the user chose it.
   */
  private Optional<Place> other(String name, Path meta) {
    HostAddress address;
    try {
      address = read(meta, name);
    } catch (IOException | TransportException e) {
      return Optional.empty();
    }
    Endpoint endpoint = address.endpoint();
    Optional<Obstacle> obstacle = address.obstacle();
    if (obstacle.isEmpty() && endpoint.socketPath().isEmpty()) {
      obstacle =
          Optional.of(
              Obstacle.unhealthy(
                  "it is on another machine and its context is not in use, so it was not asked",
                  "DOCKER_CONTEXT=" + name));
    }
    return Optional.of(
        new Place(
            CandidateOrigin.WELL_KNOWN, "context " + name, endpoint, product(address), obstacle));
  }

  private Map<String, Path> others(@Nullable String current) {
    Map<String, Path> found = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory.resolve("contexts/meta"))) {
      for (Path one : all) {
        Path meta = one.resolve("meta.json");
        nameIn(meta).filter(name -> !name.equals(current)).ifPresent(n -> found.put(n, meta));
      }
    } catch (IOException e) {
      // No contexts, or none that this user may see: the one in force is reported elsewhere.
      return found;
    }
    return found;
  }

  private static Optional<String> nameIn(Path meta) {
    try {
      return Optional.ofNullable(
          text(Json.standard().readObject(Files.readAllBytes(meta)), "Name"));
    } catch (IOException | TransportException e) {
      return Optional.empty();
    }
  }

  private HostAddress read(Path meta, String name) throws IOException {
    Map<String, Object> context = Json.standard().readObject(Files.readAllBytes(meta));
    Object endpoints = context.get("Endpoints");
    Object docker = endpoints instanceof Map<?, ?> map ? map.get("docker") : null;
    String host = docker instanceof Map<?, ?> map ? text(map, "Host") : null;
    if (host == null) {
      return broken(name, Obstacle.unhealthy("it names no Docker endpoint", LIST));
    }
    Path tls = directory.resolve("contexts/tls").resolve(sha256(name)).resolve("docker");
    boolean unverified =
        docker instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("SkipTLSVerify"));
    HostAddress.Tls.Mode mode =
        unverified
            ? HostAddress.Tls.Mode.UNVERIFIED
            : Files.isDirectory(tls) ? HostAddress.Tls.Mode.ON : HostAddress.Tls.Mode.OFF;
    return HostAddress.read(
        DockerSought.ENGINE,
        host,
        holder(name),
        new HostAddress.Tls(mode, tls.toString()),
        Map.of(CONTEXT, name));
  }

  private static Product product(HostAddress address) {
    return address
        .endpoint()
        .setting(CONTEXT)
        .map(DockerContexts::productOf)
        .orElse(Products.NAMED);
  }

  /** Products that make a context give it a name of their own. */
  private static Product productOf(String context) {
    if (context.equals("colima") || context.startsWith("colima-")) {
      return Products.colima(context.equals("colima") ? "default" : context.substring(7));
    }
    switch (context) {
      case "desktop-linux":
        return Products.DESKTOP;
      case "orbstack":
        return Products.ORBSTACK;
      case "rancher-desktop":
        return Products.RANCHER;
      case "rootless":
        return Products.ROOTLESS;
      default:
        return Products.NAMED;
    }
  }

  private static HostAddress broken(String name, Obstacle obstacle) {
    return new HostAddress(
        new Endpoint(holder(name), Map.of(CONTEXT, name)), Optional.of(obstacle));
  }

  private static URI holder(String name) {
    try {
      return new URI("context", name, null);
    } catch (URISyntaxException e) {
      return URI.create("context:unknown");
    }
  }

  private static @Nullable String text(Map<?, ?> object, String field) {
    return object.get(field) instanceof String value && !value.isBlank() ? value : null;
  }

  private static String sha256(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
