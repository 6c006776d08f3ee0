package dev.fairlead.spi.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an image says of the containers made from it.
 *
 * @param entrypoint the program that always runs, with its first arguments; may be empty
 * @param command the default command, or the default arguments of the entry point; may be empty
 * @param environment the environment variables
 * @param workingDirectory the directory that the program starts in; empty for the root
 * @param user the user that the program runs as; empty for root
 * @param stopSignal the signal that asks the program to end; empty for the default
 * @param exposedPorts the ports it listens on; empty where the runtime does not tell
 * @param volumes the paths that become volumes; empty where the runtime does not tell
 * @param layers digests of the uncompressed layers, lowest first. They are the same in every
 *     runtime, which the image's id is not.
 */
public record ImageConfiguration(
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    Optional<String> workingDirectory,
    Optional<String> user,
    Optional<String> stopSignal,
    Optional<Set<ExposedPort>> exposedPorts,
    Optional<Set<String>> volumes,
    List<String> layers) {

  /** Checks and copies. */
  public ImageConfiguration {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(stopSignal, "stopSignal");
    exposedPorts = exposedPorts.map(Set::copyOf);
    volumes = volumes.map(Set::copyOf);
    layers = List.copyOf(layers);
  }
}
