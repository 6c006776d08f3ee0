package dev.fairlead.core.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A backend that was found and can be asked.
 *
 * @param id its name
 * @param aliases its other names, in alphabetical order, without those that another backend has
 * @param className name of the class that provides it
 * @param jar the plugin that it came from; empty for the class path and for providers that were
 *     registered by hand
 */
public record ProviderInfo(
    String id, SortedSet<String> aliases, String className, Optional<Path> jar) {

  /** Checks and copies. */
  public ProviderInfo {
    Objects.requireNonNull(id, "id");
    aliases = Collections.unmodifiableSortedSet(new TreeSet<>(aliases));
    Objects.requireNonNull(className, "className");
    Objects.requireNonNull(jar, "jar");
  }

  /**
   * Whether a user who types a name means this backend.
   *
   * @param name what was typed; upper and lower case are the same
   * @return true for the id and for each alias
   */
  public boolean answersTo(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return id.equals(lower) || aliases.contains(lower);
  }

  /**
   * Where it came from, in words.
   *
   * @return the class, and the jar if it is a plugin
   */
  public String origin() {
    return jar.map(path -> className + " in " + path).orElse(className);
  }
}
