package dev.fairlead.core.report;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that went wrong while backends were looked for or asked, and was survived: all others
 * are there as if it did not exist.
 *
 * @param kind what went wrong
 * @param subject what it went wrong with: a directory, a jar, or a class and its jar
 * @param detail what happened, in one line
 * @param remedy the command or step that would mend it; empty when nothing is known to help
 */
public record DiscoveryProblem(Kind kind, String subject, String detail, Optional<String> remedy) {

  /** One order for all problems, whichever was noticed first. */
  public static final Comparator<DiscoveryProblem> ORDER =
      Comparator.comparing(DiscoveryProblem::kind)
          .thenComparing(DiscoveryProblem::subject)
          .thenComparing(DiscoveryProblem::detail);

  /** What can go wrong. */
  public enum Kind {
    /** Somebody else could put code into a plugin directory or change a plugin; it was refused. */
    UNSAFE_PERMISSIONS,
    /** A plugin directory cannot be listed. */
    UNREADABLE_DIRECTORY,
    /** A plugin is not a jar, is damaged, or is still being copied. */
    UNREADABLE_JAR,
    /** A plugin names no provider at all. */
    NO_PROVIDER,
    /** A provider that is named cannot be loaded or constructed. */
    BROKEN_PROVIDER,
    /** Constructing a provider does not end. */
    HANGING_PROVIDER,
    /** A provider has an id or alias that breaks the rules. */
    INVALID_ID,
    /** Two providers have the same id; one of them was taken. */
    DUPLICATE_ID,
    /** Two providers claim the same alias; one of them has it. */
    ALIAS_TAKEN,
    /** A probe failed, or answered what no probe may answer. */
    PROBE_FAILED,
    /** A probe did not end in time. */
    PROBE_TIMED_OUT;

    /**
     * The name as people and documents see it.
     *
     * @return lower case with hyphens, for example {@code duplicate-id}
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Checks that no part is null, and keeps the detail in one line. */
  public DiscoveryProblem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(subject, "subject");
    detail = detail.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    Objects.requireNonNull(remedy, "remedy");
  }

  /**
   * A problem that nothing is known to help against.
   *
   * @param kind what went wrong
   * @param subject what it went wrong with
   * @param detail what happened
   * @return the problem
   */
  public static DiscoveryProblem of(Kind kind, String subject, String detail) {
    return new DiscoveryProblem(kind, subject, detail, Optional.empty());
  }

  /**
   * This problem with a remedy.
   *
   * @param value the command or step that would mend it
   * @return a copy
   */
  public DiscoveryProblem withRemedy(String value) {
    return new DiscoveryProblem(kind, subject, detail, Optional.of(value));
  }

  /**
   * The problem in one line.
   *
   * @return subject, detail and remedy
   */
  @Override
  public String toString() {
    return subject + ": " + detail + remedy.map(hint -> "; try: " + hint).orElse("");
  }
}
