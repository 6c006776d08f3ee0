package dev.fairlead.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Conditions as docker's users write them after {@code --filter}: {@code key=value}, several of one
 * key meaning any of them, {@code label=K[=V]} all of them.
 */
final class Filters {

  private static final String LABEL = "label";

  private final Map<String, List<String>> values = new HashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();

  private Filters() {}

  /**
   * Reads conditions.
   *
   * @param texts the conditions
   * @param known the keys that there are, besides {@code label}
   * @return the conditions by key
   * @throws IllegalArgumentException if one has another key, or no value
   */
  static Filters parse(List<String> texts, String... known) {
    Filters filters = new Filters();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      String value = equals < 0 ? "" : text.substring(equals + 1);
      if (value.isEmpty() || !(key.equals(LABEL) || List.of(known).contains(key))) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a filter; use label=" + others(known));
      }
      if (key.equals(LABEL)) {
        filters.labels.putAll(KeyValueSyntax.parse(List.of(value), "label="));
      } else {
        filters.values.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
      }
    }
    return filters;
  }

  private static String others(String... known) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < known.length; i++) {
      text.append(i == known.length - 1 ? " or " : ", ").append(known[i]).append('=');
    }
    return text.toString();
  }

  /** The labels that are wanted; an empty value means any. */
  Map<String, String> labels() {
    return labels;
  }

  /** The wanted values of a key; empty for any. */
  Set<String> any(String key) {
    return Set.copyOf(values.getOrDefault(key, List.of()));
  }

  /** Whether a value is one of those that are wanted. */
  boolean admits(String key, String value) {
    List<String> wanted = values.getOrDefault(key, List.of());
    return wanted.isEmpty() || wanted.contains(value);
  }
}
