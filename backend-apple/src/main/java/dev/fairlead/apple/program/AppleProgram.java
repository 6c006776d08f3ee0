package dev.fairlead.apple.program;

import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program {@code container}. Its endpoint is {@code apple:///usr/local/bin/container}.
 *
 * @param path the absolute path of the program
 */
public record AppleProgram(Path path) {

  /** The backend's id, and the scheme of its endpoints. */
  public static final String ID = "apple";

  private static final String SCHEME = ID;

  /** Names the program, on any operating system. */
  public static final String VARIABLE = "FAIRLEAD_APPLE_PROGRAM";

  /**
   * Where Homebrew puts it, on Apple silicon and elsewhere; Apple's own package uses the second one
   * too. A program that is started from the desktop has neither on its {@code PATH}.
   */
  private static final List<String> PLACES =
      List.of("/opt/homebrew/bin/container", "/usr/local/bin/container");

  /** Checks that the path is absolute. */
  public AppleProgram {
    Objects.requireNonNull(path, "path");
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          "a program to start needs an absolute path, as in apple:///usr/local/bin/container");
    }
  }

  /**
   * Where it would be.
   *
   * @return the program of Apple's own package
   */
  public static AppleProgram usual() {
    return new AppleProgram(Path.of(PLACES.get(1)));
  }

  /**
   * Looks for it on a machine; blocks for as long as that takes.
   *
   * @param machine the machine
   * @return empty if it is not there
   */
  public static Optional<AppleProgram> on(ProbeContext machine) {
    Stream<String> onThePath =
        machine.variable("PATH").stream()
            .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
            .filter(directory -> directory.startsWith("/"))
            .map(directory -> directory + "/container");
    return Stream.concat(onThePath, PLACES.stream())
        .map(machine::resolve)
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(AppleProgram::new)
        .findFirst();
  }

  /**
   * Whether an endpoint is one of such a program.
   *
   * @param endpoint the endpoint
   * @return whether its scheme is
   */
  public static boolean isAt(URI endpoint) {
    return SCHEME.equals(endpoint.getScheme());
  }

  /**
   * The program of an endpoint.
   *
   * @param endpoint the endpoint
   * @return its program
   * @throws IllegalArgumentException if it names none by an absolute path
   */
  public static AppleProgram of(URI endpoint) {
    if (!isAt(endpoint) || endpoint.getAuthority() != null || endpoint.getPath() == null) {
      throw new IllegalArgumentException(
          "'"
              + endpoint
              + "' is not the path of a program, as in apple:///usr/local/bin/container");
    }
    return new AppleProgram(Path.of(endpoint.getPath()));
  }

  /**
   * Its endpoint.
   *
   * @return {@code apple:///} and its path
   */
  public Endpoint endpoint() {
    return Endpoint.of(URI.create(SCHEME + "://" + path.toUri().getRawPath()));
  }
}
