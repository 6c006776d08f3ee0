package dev.fairlead.spi.container;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the health check of a container found.
 *
 * @param health how well it is
 * @param failingStreak how many checks in a row have failed until now
 * @param checks the last checks that the runtime keeps, oldest first; may be empty
 */
public record HealthReport(Health health, int failingStreak, List<Check> checks) {

  /**
   * One check.
   *
   * @param at when it began; empty where not told
   * @param exitCode 0 for well; empty where not told, for example because it took too long
   * @param output the beginning of what it wrote
   */
  public record Check(Optional<Instant> at, OptionalInt exitCode, String output) {
    /** Checks that no part is null. */
    public Check {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(exitCode, "exitCode");
      Objects.requireNonNull(output, "output");
    }
  }

  /** Checks and copies. */
  public HealthReport {
    Objects.requireNonNull(health, "health");
    checks = List.copyOf(checks);
  }

  /**
   * The check that was carried out last.
   *
   * @return the check; empty if none was yet
   */
  public Optional<Check> last() {
    return checks.isEmpty() ? Optional.empty() : Optional.of(checks.get(checks.size() - 1));
  }
}
