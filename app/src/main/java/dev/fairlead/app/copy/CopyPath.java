package dev.fairlead.app.copy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One side of a copy as docker's users write it: a path of this machine, {@code CONTAINER:PATH}, or
 * {@code -} for an archive on a standard stream.
 *
 * @param container the container; empty for this machine
 * @param path the path as it was written
 */
public record CopyPath(Optional<String> container, String path) {

  /**
   * Reads one side. A text that begins with a slash or a point is a path of this machine, whatever
   * colons it has.
   *
   * @param text what was written
   * @return the side
   * @throws IllegalArgumentException if there is no path
   */
  public static CopyPath parse(String text) {
    int colon = text.indexOf(':');
    boolean local = colon < 0 || text.startsWith("/") || text.startsWith(".");
    String path = local ? text : text.substring(colon + 1);
    if (path.isEmpty() || colon == 0) {
      throw new IllegalArgumentException("'" + text + "' is neither a path nor CONTAINER:PATH");
    }
    return new CopyPath(local ? Optional.empty() : Optional.of(text.substring(0, colon)), path);
  }

  /**
   * Whether it is an archive on a standard stream.
   *
   * @return true for {@code -}
   */
  public boolean isStream() {
    return container.isEmpty() && path.equals("-");
  }

  /**
   * Whether it means what is in a directory, and not the directory.
   *
   * @return true for what ends in {@code /.}, and for {@code .}
   */
  public boolean meansContents() {
    return path.equals(".") || path.endsWith("/.");
  }

  /**
   * Whether it can only be a directory.
   *
   * @return true for what ends in {@code /} or {@code /.}
   */
  public boolean meansDirectory() {
    return path.endsWith("/") || meansContents();
  }

  /**
   * The path inside a container, from its root.
   *
   * @return an absolute path without points and without a slash at its end
   */
  public String inside() {
    return normal("/" + path);
  }

  /**
   * A path inside a container without points.
   *
   * @param path an absolute path
   * @return the same place; {@code /} at least
   */
  static String normal(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /** The directory that a path inside is in. */
  static String parent(String inside) {
    return inside.substring(0, Math.max(1, inside.lastIndexOf('/')));
  }

  /** The last name of a path inside; empty for the root. */
  static String name(String inside) {
    return inside.substring(inside.lastIndexOf('/') + 1);
  }

  /** Where a symbolic link inside leads to. */
  static String follow(String link, String target) {
    return normal(target.startsWith("/") ? target : parent(link) + "/" + target);
  }
}
