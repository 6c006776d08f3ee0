package dev.fairlead.engine.context;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One line of a {@code .dockerignore}: {@code *} and {@code ?} stay within a name, {@code **} is
 * any number of directories, {@code [a-z]} a range, a backslash takes the meaning of what follows,
 * and a leading {@code !} brings back what earlier lines left out.
 *
 * @see <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">its manual</a>
 */
final class IgnorePattern {

  private final String path;
  private final boolean exception;
  private final Pattern pattern;

  private IgnorePattern(String path, boolean exception, Pattern pattern) {
    this.path = path;
    this.exception = exception;
    this.pattern = pattern;
  }

  /**
   * Reads a line.
   *
   * @return the pattern; empty for a comment and for nothing
   * @throws IllegalArgumentException if it makes no sense
   */
  static Optional<IgnorePattern> parse(String line) {
    if (line.startsWith("#")) {
      return Optional.empty();
    }
    String text = line.strip();
    boolean exception = text.startsWith("!");
    String path = exception ? text.substring(1).strip() : text;
    if (path.isEmpty()) {
      if (exception) {
        throw new IllegalArgumentException("a line of it is '!' and nothing else");
      }
      return Optional.empty();
    }
    String clean = clean(path);
    try {
      return Optional.of(new IgnorePattern(clean, exception, Pattern.compile(expression(clean))));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is not a pattern", e);
    }
  }

  /** Brings back one file, whose name means itself. */
  static IgnorePattern exceptionFor(String path) {
    return new IgnorePattern(path, true, Pattern.compile(Pattern.quote(path)));
  }

  boolean isException() {
    return exception;
  }

  /** Whether it means this path, or a directory that it is in. */
  boolean matches(String file) {
    if (pattern.matcher(file).matches()) {
      return true;
    }
    for (int slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
      if (pattern.matcher(file.substring(0, slash)).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Whether it could mean something below a directory; true in case of doubt. */
  boolean reachesBelow(String directory) {
    return path.startsWith(directory + "/") || path.matches(".*[*?\\[\\\\].*");
  }

  /** Without empty parts, {@code .} and a leading slash, and with {@code ..} resolved. */
  private static String clean(String path) {
    Deque<String> parts = new ArrayDeque<>();
    boolean rooted = path.startsWith("/");
    for (String part : path.split("/", -1)) {
      boolean up = part.equals("..");
      if (up && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".") && !(up && rooted)) {
        parts.addLast(part);
      }
    }
    return parts.isEmpty() ? "." : String.join("/", parts);
  }

  private static String expression(String path) {
    StringBuilder out = new StringBuilder();
    boolean range = false;
    int at = 0;
    while (at < path.length()) {
      char next = path.charAt(at++);
      if (range) {
        range = next != ']';
        out.append(next == '[' || next == '&' ? "\\" : "").append(next);
      } else if (next == '*' && at < path.length() && path.charAt(at) == '*') {
        at++;
        at += at < path.length() && path.charAt(at) == '/' ? 1 : 0;
        out.append(at == path.length() ? "(?s:.*)" : "(?s:.*/)?");
      } else if (next == '*') {
        out.append("[^/]*");
      } else if (next == '?') {
        out.append("[^/]");
      } else if (next == '[') {
        range = true;
        out.append(next);
      } else if (next == '\\') {
        if (at == path.length()) {
          throw new IllegalArgumentException("'" + path + "' ends in a backslash");
        }
        out.append(Pattern.quote(path.substring(at, ++at)));
      } else {
        out.append(Pattern.quote(String.valueOf(next)));
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return (exception ? "!" : "") + path;
  }
}
