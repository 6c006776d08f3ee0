package dev.fairlead.core.internal.ranking;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class NearestName {

  private NearestName() {}

  /**
   * The known name that is nearest to what was typed.
   *
   * @param typed what was typed
   * @param known the names that there are
   * @return the nearest; empty when none is near enough to be what was meant
   */
  static Optional<String> to(String typed, Collection<String> known) {
    String lower = typed.toLowerCase(Locale.ROOT);
    int tolerance = Math.max(1, lower.length() / 3);
    return known.stream()
        .filter(name -> distance(lower, name) <= tolerance || beginsAlike(lower, name))
        .min(
            Comparator.<String>comparingInt(name -> distance(lower, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean beginsAlike(String typed, String name) {
    return typed.length() >= 3 && (name.startsWith(typed) || typed.startsWith(name));
  }

  /** How many letters must be added, left out, changed or swapped with their neighbour. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int step(int[][] cost, String from, String to, int i, int j) {
    int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
