package dev.fairlead.engine.context;

import java.util.ArrayList;
import java.util.List;

/** What a {@code .dockerignore} leaves out: the last line that means a path decides. Immutable. */
final class IgnoreRules {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final List<IgnorePattern> patterns;

  private IgnoreRules(List<IgnorePattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Reads the file.
   *
   * @param text all of it
   * @throws IllegalArgumentException if a line makes no sense
   */
  static IgnoreRules parse(String text) {
    List<IgnorePattern> patterns = new ArrayList<>();
    String content =
        !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    content.lines().forEach(line -> IgnorePattern.parse(line).ifPresent(patterns::add));
    return new IgnoreRules(patterns);
  }

  /** These rules, which no longer leave out a file. */
  IgnoreRules sparing(String file) {
    if (!ignores(file)) {
      return this;
    }
    List<IgnorePattern> more = new ArrayList<>(patterns);
    more.add(IgnorePattern.exceptionFor(file));
    return new IgnoreRules(more);
  }

  /**
   * Whether a path is left out.
   *
   * @param path relative to the context, with slashes
   */
  boolean ignores(String path) {
    boolean ignored = false;
    for (IgnorePattern pattern : patterns) {
      if (pattern.isException() == ignored && pattern.matches(path)) {
        ignored = !pattern.isException();
      }
    }
    return ignored;
  }

  /** Whether anything below a directory that is left out could be brought back. */
  boolean sparesBelow(String directory) {
    return patterns.stream()
        .anyMatch(pattern -> pattern.isException() && pattern.reachesBelow(directory));
  }

  @Override
  public String toString() {
    return "IgnoreRules" + patterns;
  }
}
