package dev.fairlead.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The user whose processes these are.
 *
 * @param names all that means this user: the name, and the number where it is known
 */
record HostUser(Set<String> names) {

  HostUser {
    names = Set.copyOf(names);
  }

  /** The user of this process; blocks for a moment to ask for the number. */
  static HostUser current() {
    String name = System.getProperty("user.name", "");
    try {
      Object number = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return new HostUser(Set.of(name, String.valueOf(number)));
    } catch (IOException | UnsupportedOperationException e) {
      return new HostUser(Set.of(name));
    }
  }

  /** Who owns a file: a number where the system has one, else a name. Blocks for a moment. */
  static String ownerOf(Path file) throws IOException {
    try {
      return String.valueOf(Files.getAttribute(file, "unix:uid"));
    } catch (UnsupportedOperationException e) {
      return Files.getOwner(file).getName();
    }
  }

  boolean is(String user) {
    return names.contains(user);
  }
}
