package dev.fairlead.podman;

import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The program {@code podman}, by which a service can be had where none listens. Its endpoint is
 * {@code podman:///usr/bin/podman}.
 *
 * @param path the absolute path of the program
 */
record PodmanProgram(Path path) {

  private static final String SCHEME = "podman";

  /**
   * What would make it a client of another service, or have it take over sockets and notifications
   * that are meant for this process (podman(1), systemd.exec(5)).
   */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "CONTAINER_HOST",
          "CONTAINER_CONNECTION",
          "CONTAINER_SSHKEY",
          "LISTEN_PID",
          "LISTEN_FDS",
          "LISTEN_FDNAMES",
          "NOTIFY_SOCKET");

  PodmanProgram {
    Objects.requireNonNull(path, "path");
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          "a program to start needs an absolute path, as in podman:///usr/bin/podman");
    }
  }

  /** Looks for it where the machine's {@code PATH} says; blocks for as long as that takes. */
  static Optional<PodmanProgram> on(ProbeContext machine) {
    return machine.variable("PATH").stream()
        .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> machine.resolve(directory + "/podman"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(PodmanProgram::new)
        .findFirst();
  }

  /** Whether an endpoint is a program, and not a service that listens somewhere. */
  static boolean isAt(URI endpoint) {
    return SCHEME.equals(endpoint.getScheme());
  }

  /**
   * The program of an endpoint.
   *
   * @throws IllegalArgumentException if it names none by an absolute path
   */
  static PodmanProgram of(URI endpoint) {
    if (endpoint.getAuthority() != null || endpoint.getPath() == null) {
      throw new IllegalArgumentException(
          "'" + endpoint + "' is not the path of a program, as in podman:///usr/bin/podman");
    }
    return new PodmanProgram(Path.of(endpoint.getPath()));
  }

  Endpoint endpoint() {
    return Endpoint.of(URI.create(SCHEME + "://" + path.toUri().getRawPath()));
  }

  /** The variables for it on a machine. */
  static Map<String, String> environment(ProbeContext machine) {
    Map<String, String> variables = new TreeMap<>(machine.environment());
    variables.keySet().removeAll(NOT_PASSED_ON);
    return variables;
  }
}
