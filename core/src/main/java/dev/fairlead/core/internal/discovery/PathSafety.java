package dev.fairlead.core.internal.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells whether only this user and root can put code into a place. Code that is loaded runs with
 * all that this user may, so a directory that others can write would hand that to them. Blocks.
 *
 * <p>Looks at mode and owner of the file and of each directory above it, as POSIX systems keep
 * them. Access control lists show in the mode's group bits. Elsewhere nothing is looked at: on
 * Windows the directory's own permissions are the owner's care.
 */
final class PathSafety {

  private static final int GROUP_WRITE = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int ROOT = 0;
  private static final int UNKNOWN = -1;

  /**
   * What is wrong, and how to mend it.
   *
   * @param detail what is wrong, in words
   * @param remedy the command to type
   */
  record Danger(String detail, String remedy) {}

  private volatile int self = UNKNOWN;

  /** Java does not tell who it runs as, but the system and whoever makes a file do. */
  private int self() throws IOException {
    int known = self;
    if (known == UNKNOWN) {
      Path process = Path.of("/proc/self");
      known = Files.exists(process) ? owner(process) : ownerOfNewFile();
      self = known;
    }
    return known;
  }

  private static int ownerOfNewFile() throws IOException {
    Path mine = Files.createTempFile("fairlead", ".owner");
    try {
      return owner(mine);
    } finally {
      Files.deleteIfExists(mine);
    }
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  /**
   * Looks at a file or directory and all that is above it.
   *
   * @param real a path without symbolic links
   * @return what is wrong; empty when nothing is
   * @throws IOException if a part of the path cannot be looked at
   */
  Optional<Danger> dangerOf(Path real) throws IOException {
    if (!supported(real)) {
      return Optional.empty();
    }
    int self = self();
    List<Path> writable = new ArrayList<>();
    List<Path> foreign = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Path path = real; path != null; path = path.getParent()) {
      int mode = (Integer) Files.getAttribute(path, "unix:mode");
      int owner = owner(path);
      boolean shared = (mode & (GROUP_WRITE | OTHERS_WRITE)) != 0;
      boolean guarded = (mode & STICKY) != 0 && !path.equals(real);
      if (shared && !guarded) {
        writable.add(path);
        words.add(((mode & OTHERS_WRITE) != 0 ? "everybody" : "its group") + " can write " + path);
      }
      if (owner != ROOT && owner != self) {
        foreign.add(path);
        words.add(Files.getOwner(path).getName() + " owns " + path);
      }
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    List<String> commands = new ArrayList<>();
    if (!writable.isEmpty()) {
      commands.add("chmod go-w" + arguments(writable));
    }
    if (!foreign.isEmpty()) {
      commands.add("chown \"$(id -u)\"" + arguments(foreign));
    }
    return Optional.of(
        new Danger(
            "somebody else could put code there: " + String.join(", ", words),
            String.join(" && ", commands)));
  }

  private static boolean supported(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private static String arguments(List<Path> paths) {
    return paths.stream().map(PathSafety::quoted).collect(Collectors.joining(" ", " ", ""));
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9_./+:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
