package dev.fairlead.app.copy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the root of an archive goes, and the fence around it: names that lead out are refused, and
 * so are those that go through a symbolic link which leads out.
 */
final class Target {

  private final Path root;
  private final boolean rootIsNamed;
  private @Nullable Path checked;

  /**
   * Keeps the place.
   *
   * @param root where the root goes, below a real path
   * @param rootIsNamed whether names in the archive begin with a name for the root
   */
  Target(Path root, boolean rootIsNamed) {
    this.root = root;
    this.rootIsNamed = rootIsNamed;
  }

  Path root() {
    return root;
  }

  /** The same names below another root. */
  Target at(Path other) {
    return new Target(other, rootIsNamed);
  }

  /** The place that a name in the archive means; what is above it exists afterwards. */
  Path place(String name) throws IOException {
    Path below = below(name);
    if (below.toString().isEmpty()) {
      return root;
    }
    Path place = root.resolve(below);
    Path parent = place.getParent();
    if (parent != null && !parent.equals(checked)) {
      enter(below.getParent(), name);
      checked = parent;
    }
    return place;
  }

  /** Whether a place is a directory that somebody else made, into which contents go. */
  boolean isForeignRoot(Path place) {
    return !rootIsNamed && place.equals(root);
  }

  private Path below(String name) {
    if (name.startsWith("/")) {
      throw refused(name, "it is absolute");
    }
    Path below = Path.of("");
    boolean skip = rootIsNamed;
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw refused(name, "it leads out of the target");
      }
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (skip) {
        skip = false;
        continue;
      }
      try {
        below = below.resolve(part);
      } catch (InvalidPathException e) {
        throw refused(name, "this machine cannot have a file of that name");
      }
    }
    return below;
  }

  private void enter(@Nullable Path directories, String name) throws IOException {
    Path at = root;
    if (Files.isSymbolicLink(root)) {
      throw refused(name, "it goes through the symbolic link " + root);
    }
    pass(at, name);
    if (directories != null) {
      for (Path part : directories) {
        at = at.resolve(part);
        pass(at, name);
      }
    }
  }

  private void pass(Path directory, String name) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      makeDirectory(directory);
    } else if (Files.isSymbolicLink(directory)
        && !directory.toRealPath().startsWith(root.toRealPath())) {
      throw refused(name, "it goes through the symbolic link " + directory + ", which leads out");
    } else if (!Files.isDirectory(directory)) {
      throw new CopyException("cannot write below " + directory + ": it is no directory");
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      throw new CopyException("cannot make " + directory + ": something else is there now", e);
    }
  }

  private static CopyException refused(String name, String why) {
    return new CopyException(
        "the archive names " + shown(name) + ": " + why + ", so it is refused");
  }

  private static String shown(String name) {
    return "'" + name.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
