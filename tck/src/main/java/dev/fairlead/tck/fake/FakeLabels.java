package dev.fairlead.tck.fake;

import java.util.Map;

/** Which labels meet a condition. */
final class FakeLabels {

  private FakeLabels() {}

  /** Whether all wanted labels are there; an empty value wants the label alone. */
  static boolean match(Map<String, String> present, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(
            each -> {
              String value = present.get(each.getKey());
              return value != null && (each.getValue().isEmpty() || each.getValue().equals(value));
            });
  }
}
