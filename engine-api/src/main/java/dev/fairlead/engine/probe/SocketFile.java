package dev.fairlead.engine.probe;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of the path of a socket, without connecting to it.
 *
 * @param path the path
 * @param kind what is there
 * @param holder the file itself or, when a directory above may not be entered, that directory;
 *     owner, group and mode belong to it
 * @param owner name of the owner; empty where not told
 * @param group name of the group; empty where not told
 * @param mode as {@code rw-rw----}; empty where not told
 */
record SocketFile(
    Path path,
    Kind kind,
    Path holder,
    Optional<String> owner,
    Optional<String> group,
    Optional<String> mode) {

  private static final int MOST_LINKS = 16;

  /** What is at the path. */
  enum Kind {
    /** Nothing. */
    MISSING,
    /** A symbolic link to nothing. */
    DANGLING,
    /** A directory above it may not be entered, so nobody knows. */
    HIDDEN,
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A socket, as far as can be told. */
    SOCKET
  }

  SocketFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(mode, "mode");
  }

  /** Looks at a path; blocks for as long as the file system takes. */
  static SocketFile at(Path path) {
    try {
      BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class);
      return of(path, kind(basic), path);
    } catch (NoSuchFileException e) {
      return bare(path, Files.isSymbolicLink(path) ? Kind.DANGLING : Kind.MISSING);
    } catch (AccessDeniedException e) {
      return of(path, Kind.HIDDEN, closedDirectory(path));
    } catch (IOException e) {
      // Such as a file in the place of a directory above.
      return bare(path, Kind.MISSING);
    }
  }

  /**
   * The one path behind all symbolic links, also where the last of them leads nowhere; blocks for
   * as long as the file system takes.
   */
  static Path resolve(Path path) {
    Path current = path.toAbsolutePath().normalize();
    for (int links = 0; links < MOST_LINKS; links++) {
      try {
        return current.toRealPath();
      } catch (IOException e) {
        Path next = target(current);
        if (next == null) {
          return besideRealParent(current);
        }
        current = next;
      }
    }
    return current;
  }

  /** For messages: {@code /var/run/docker.sock, srw-rw---- root docker}. */
  String described() {
    StringBuilder text = new StringBuilder(holder.toString());
    mode.ifPresent(
        value -> text.append(", ").append(kind == Kind.HIDDEN ? 'd' : 's').append(value));
    owner.ifPresent(value -> text.append(' ').append(value));
    group.ifPresent(value -> text.append(' ').append(value));
    return text.toString();
  }

  /** Whether members of the group may connect. */
  boolean openToGroup() {
    return mode.filter(value -> value.startsWith("rw", 3)).isPresent();
  }

  private static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return attributes.isRegularFile() ? Kind.FILE : Kind.SOCKET;
  }

  private static SocketFile bare(Path path, Kind kind) {
    return new SocketFile(path, kind, path, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static SocketFile of(Path path, Kind kind, Path holder) {
    try {
      PosixFileAttributes posix = Files.readAttributes(holder, PosixFileAttributes.class);
      return new SocketFile(
          path,
          kind,
          holder,
          Optional.of(posix.owner().getName()),
          Optional.of(posix.group().getName()),
          Optional.of(mode(posix)));
    } catch (IOException | UnsupportedOperationException e) {
      return new SocketFile(
          path, kind, holder, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  private static String mode(PosixFileAttributes posix) {
    return PosixFilePermissions.toString(posix.permissions());
  }

  private static Path closedDirectory(Path path) {
    for (Path above = path.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
      if (Files.exists(above)) {
        return above;
      }
    }
    return path;
  }

  private static @Nullable Path target(Path link) {
    try {
      return Files.isSymbolicLink(link)
          ? link.resolveSibling(Files.readSymbolicLink(link)).normalize()
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static Path besideRealParent(Path path) {
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return path;
    }
    try {
      return parent.toRealPath().resolve(name);
    } catch (IOException e) {
      return path;
    }
  }
}
