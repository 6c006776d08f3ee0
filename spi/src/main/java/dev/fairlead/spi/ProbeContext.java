package dev.fairlead.spi;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The machine as a probe is to see it. A probe reads nothing else, so that any machine can be
 * described to it.
 *
 * @param environment the environment variables; values may be secrets, so they are not in {@link
 *     #toString()}
 * @param home the user's home directory
 * @param operatingSystem the operating system
 * @param explicitHost the endpoint that the user named, for example {@code tcp://127.0.0.1:2375};
 *     when present, a provider that understands it looks at nothing else
 * @param deadline how long one endpoint may take to answer
 * @param fileSystemRoot directory against which well-known absolute paths are resolved; {@code /}
 *     on a real machine
 */
public record ProbeContext(
    Map<String, String> environment,
    Path home,
    OperatingSystem operatingSystem,
    Optional<URI> explicitHost,
    Duration deadline,
    Path fileSystemRoot) {

  /** How long one endpoint may take unless somebody says otherwise. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(800);

  /** Checks and copies. */
  public ProbeContext {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(operatingSystem, "operatingSystem");
    Objects.requireNonNull(explicitHost, "explicitHost");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(fileSystemRoot, "fileSystemRoot");
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be positive, but is " + deadline);
    }
  }

  /**
   * The machine that this process runs on. Its home directory is where {@code HOME} says, as for
   * any other program of a Unix system (POSIX, "Environment Variables"), and the account's own if
   * that is not set; Java's {@code user.home} is always the account's.
   *
   * @return its environment, home and system, no explicit host, the default deadline
   */
  public static ProbeContext ofThisMachine() {
    OperatingSystem system = OperatingSystem.ofName(System.getProperty("os.name", ""));
    Path home =
        Optional.ofNullable(System.getenv("HOME"))
            .filter(value -> system != OperatingSystem.WINDOWS && value.startsWith("/"))
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home", ".")));
    return new ProbeContext(
        System.getenv(),
        home,
        system,
        Optional.empty(),
        DEFAULT_DEADLINE,
        home.toAbsolutePath().getRoot());
  }

  /**
   * An environment variable.
   *
   * @param name its name
   * @return its value; empty when it is not set or blank
   */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * Resolves a well-known absolute path on the machine that is described.
   *
   * @param absolutePath for example {@code /var/run/docker.sock}
   * @return the path below {@link #fileSystemRoot()}
   */
  public Path resolve(String absolutePath) {
    return fileSystemRoot.resolve(absolutePath.replaceFirst("^/+", ""));
  }

  /**
   * This machine with an endpoint that the user named.
   *
   * @param host the endpoint
   * @return a copy
   */
  public ProbeContext withExplicitHost(URI host) {
    return new ProbeContext(
        environment, home, operatingSystem, Optional.of(host), deadline, fileSystemRoot);
  }

  /**
   * This machine with other environment variables.
   *
   * @param variables all of them
   * @return a copy
   */
  public ProbeContext withEnvironment(Map<String, String> variables) {
    return new ProbeContext(
        variables, home, operatingSystem, explicitHost, deadline, fileSystemRoot);
  }

  /**
   * This machine with another deadline.
   *
   * @param value how long one endpoint may take
   * @return a copy
   */
  public ProbeContext withDeadline(Duration value) {
    return new ProbeContext(
        environment, home, operatingSystem, explicitHost, value, fileSystemRoot);
  }

  @Override
  public String toString() {
    return "ProbeContext[home="
        + home
        + ", operatingSystem="
        + operatingSystem
        + ", explicitHost="
        + explicitHost
        + ", deadline="
        + deadline
        + ", fileSystemRoot="
        + fileSystemRoot
        + "]";
  }
}
