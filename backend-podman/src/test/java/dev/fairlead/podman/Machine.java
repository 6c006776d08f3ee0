package dev.fairlead.podman;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A made-up machine below a temporary directory, and what a probe for Podman sees of it. */
final class Machine implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path root;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<SocketServer> servers = new ArrayList<>();
  private OperatingSystem system = OperatingSystem.LINUX;

  Machine(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(home());
    Files.createDirectories(path("var/run"));
    variable("PATH", "/bin");
    variable("XDG_RUNTIME_DIR", path("run/me").toString());
  }

  Path home() {
    return path("home/me");
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  Path socketOfUser() {
    return path("run/me/podman/podman.sock");
  }

  Path socketOfRoot() {
    return path("run/podman/podman.sock");
  }

  Path dockersSocket() {
    return path("var/run/docker.sock");
  }

  /** The name of whoever owns the home directory, who is root where the tests run as root. */
  String user() throws IOException {
    return Files.getOwner(home()).getName();
  }

  Machine variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Machine system(OperatingSystem value) {
    system = value;
    return this;
  }

  SocketServer listen(Path socket, SocketServer.Behaviour behaviour) throws IOException {
    Files.createDirectories(socket.getParent());
    SocketServer server = SocketServer.at(socket, behaviour);
    servers.add(server);
    return server;
  }

  Machine write(String relative, String... lines) throws IOException {
    Path file = path(relative);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
    return this;
  }

  /** Puts a program somewhere that does nothing. */
  Machine executable(String relative) throws IOException {
    write(relative, "#!/bin/sh");
    Files.setPosixFilePermissions(path(relative), PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  /** Puts a program {@code podman} on the path, which is a shell script. */
  Path program(String script) throws IOException {
    write("bin/podman", "#!/bin/sh", script);
    Path program = path("bin/podman");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  ProbeContext context() {
    return new ProbeContext(
        environment, home(), system, Optional.empty(), Duration.ofSeconds(10), root);
  }

  List<Candidate> probe() {
    return probe(context());
  }

  List<Candidate> probe(URI host) {
    return probe(context().withExplicitHost(host));
  }

  private static List<Candidate> probe(ProbeContext context) {
    return new PodmanProvider().probe(context).collectList().block(LIMIT);
  }

  /** The one candidate whose endpoint ends like this. */
  static Candidate ending(List<Candidate> candidates, String end) {
    List<Candidate> found =
        candidates.stream()
            .filter(candidate -> candidate.endpoint().uri().toString().endsWith(end))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " candidates end with " + end + ": " + candidates);
    }
    return found.get(0);
  }

  /** All evidence in one text. */
  static String evidence(Candidate candidate) {
    return candidate.evidence().stream()
        .map(one -> one.tried() + " -> " + one.found())
        .collect(Collectors.joining("\n"));
  }

  static String remedy(Candidate candidate) {
    return candidate.remedy().orElse("");
  }

  @Override
  public void close() throws IOException {
    for (SocketServer server : servers) {
      server.close();
    }
  }
}
