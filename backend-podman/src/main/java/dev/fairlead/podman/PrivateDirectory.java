package dev.fairlead.podman;

import dev.fairlead.engine.probe.HomesOwner;
import dev.fairlead.spi.ProbeContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Names directories for the sockets of private services. */
final class PrivateDirectory {

  /** What fits the address of a Unix socket on every system, with the name of the socket. */
  private static final int MOST_BYTES = 80;

  private PrivateDirectory() {}

  /**
   * A directory that is not there yet: below the user's directory for sockets, or else that for
   * temporary files. Blocks for as long as the file system takes.
   */
  static Path next(ProbeContext machine) {
    String name =
        "fairlead-podman-" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    return Stream.of(HomesOwner.runtimeDirectory(machine), machine.variable("TMPDIR").map(Path::of))
        .flatMap(Optional::stream)
        .filter(directory -> directory.isAbsolute() && Files.isWritable(directory))
        .map(directory -> directory.resolve(name))
        .filter(directory -> bytes(directory) <= MOST_BYTES)
        .findFirst()
        .orElseGet(() -> machine.resolve("/tmp").resolve(name));
  }

  private static int bytes(Path directory) {
    return directory.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
