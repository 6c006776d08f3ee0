package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.Home;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Where the state of this backend is, and whether it is safe there. Blocks where it says so. */
final class StateDirectory {

  /** Names the directory. */
  static final String VARIABLE = "FAIRLEAD_PROCESS_HOME";

  /**
   * The longest path of a Unix socket that every system takes: 104 bytes with the closing zero on
   * macOS and the BSDs, 108 on Linux, see unix(4) and unix(7).
   */
  static final int MAX_SOCKET_PATH_BYTES = 103;

  private static final int SOCKET_NAME_CHARACTERS = 16;

  private StateDirectory() {}

  /** The directory of a user, by the XDG Base Directory Specification. */
  static Path locate(ProbeContext context) {
    return context
        .variable(VARIABLE)
        .map(value -> context.home().resolve(value))
        .or(() -> context.variable("XDG_STATE_HOME").map(v -> underFairlead(context, v)))
        .orElseGet(() -> context.home().resolve(".local/state/fairlead/process"))
        .toAbsolutePath()
        .normalize();
  }

  private static Path underFairlead(ProbeContext context, String stateHome) {
    return context.home().resolve(stateHome).resolve("fairlead/process");
  }

  /** Makes the directory; refuses one that others could change. Blocks. */
  static void prepare(Home home) throws IOException {
    home.prepare();
    checkOwner(home.path());
    home.clean();
  }

  /** Why a directory that exists cannot be trusted; empty if it can, or is not there. Blocks. */
  static Optional<String> danger(Path directory) {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      checkOwner(directory);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static void checkOwner(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is not a directory");
    }
    String owner = HostUser.ownerOf(directory);
    if (!HostUser.current().is(owner)) {
      throw new IOException(
          directory + " belongs to user " + owner + ", who could change it; use another one");
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
    if (mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          directory
              + " can be changed by others ("
              + PosixFilePermissions.toString(mode)
              + "); use chmod 700");
    }
    if (!Files.isWritable(directory)) {
      throw new IOException(directory + " cannot be written to by this user");
    }
  }

  /** Where sockets go: into the home if their paths are short enough there. */
  static Path sockets(Path home, Optional<String> runtimeDirectory) {
    Path beside = home.resolve("s");
    if (fits(beside)) {
      return beside;
    }
    String own = "fairlead-" + shortHash(home.toString());
    return runtimeDirectory
        .map(value -> Path.of(value).resolve(own))
        .filter(Path::isAbsolute)
        .filter(StateDirectory::fits)
        .orElseGet(() -> Path.of("/tmp").resolve(own));
  }

  /** Makes the directory of sockets, and refuses one that somebody else prepared. Blocks. */
  static void prepareSockets(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory, Home.privateDirectory());
    }
    checkOwner(directory);
    Path self = Path.of(System.getProperty("user.home", "/"));
    if (directory.startsWith("/tmp")
        && !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(self))) {
      throw new IOException(directory + " belongs to another user");
    }
  }

  /** The socket of a container's supervisor. */
  static Path socket(Path sockets, String id) {
    return sockets.resolve(id.substring(0, SOCKET_NAME_CHARACTERS));
  }

  private static boolean fits(Path sockets) {
    int length = sockets.toString().getBytes(StandardCharsets.UTF_8).length;
    return length + 1 + SOCKET_NAME_CHARACTERS <= MAX_SOCKET_PATH_BYTES;
  }

  private static String shortHash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
