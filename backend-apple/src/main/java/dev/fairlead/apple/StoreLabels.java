package dev.fairlead.apple;

import java.util.Map;

/** Labels of what the program itself cannot look for by label. */
final class StoreLabels {

  private StoreLabels() {}

  /** Whether all wanted labels are there; an empty value stands for any. */
  static boolean match(Map<String, String> labels, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            each ->
                labels.containsKey(each.getKey())
                    && (each.getValue().isEmpty()
                        || each.getValue().equals(labels.get(each.getKey()))));
  }
}
