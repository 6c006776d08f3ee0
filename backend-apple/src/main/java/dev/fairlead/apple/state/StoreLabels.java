package dev.fairlead.apple.state;

import java.util.Map;

/** Labels of what the program itself cannot look for by label. */
public final class StoreLabels {

  private StoreLabels() {}

  /**
   * Whether all wanted labels are there.
   *
   * @param labels those that are there
   * @param wanted those that are wanted; an empty value stands for any
   * @return whether they are
   */
  public static boolean match(Map<String, String> labels, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            each ->
                labels.containsKey(each.getKey())
                    && (each.getValue().isEmpty()
                        || each.getValue().equals(labels.get(each.getKey()))));
  }
}
