package dev.fairlead.engine.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * One thing in a context, not followed if it is a symbolic link.
 *
 * @param path where it is
 * @param name its path within the context, with slashes
 * @param kind what it is
 * @param mode the lower twelve bits of its mode; of a system without modes, that of a program
 * @param sizeBytes the size of a file
 * @param modified when it was last changed
 */
record ContextEntry(
    Path path, String name, Kind kind, int mode, long sizeBytes, FileTime modified) {

  /** What there is in directories. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    SOCKET,
    OTHER
  }

  private static final int PERMISSIONS = 07777;
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int WITHOUT_MODES = 0755;

  /** Looks at a path. */
  static ContextEntry of(Path path, String name) throws IOException {
    BasicFileAttributes basic =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    int mode = mode(path);
    return new ContextEntry(
        path, name, kind(basic, mode), mode & PERMISSIONS, basic.size(), basic.lastModifiedTime());
  }

  private static int mode(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return WITHOUT_MODES;
    }
    Map<String, Object> unix = Files.readAttributes(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (Integer) Objects.requireNonNull(unix.get("mode"));
  }

  private static Kind kind(BasicFileAttributes basic, int mode) {
    if (basic.isSymbolicLink()) {
      return Kind.LINK;
    }
    if (basic.isDirectory()) {
      return Kind.DIRECTORY;
    }
    if (basic.isRegularFile()) {
      return Kind.FILE;
    }
    return (mode & TYPE) == SOCKET ? Kind.SOCKET : Kind.OTHER;
  }
}
