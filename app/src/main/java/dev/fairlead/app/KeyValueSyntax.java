package dev.fairlead.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pairs as docker's users write them: {@code key=value}, or a key alone. */
final class KeyValueSyntax {

  private KeyValueSyntax() {}

  /**
   * Reads pairs.
   *
   * @param pairs the texts; a key alone has the empty value
   * @param option what they follow, for the error
   * @return the pairs in order; the last one of a key counts
   * @throws IllegalArgumentException if one has no key
   */
  static Map<String, String> parse(List<String> pairs, String option) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (key.isBlank()) {
        throw new IllegalArgumentException(
            "'" + pair + "' cannot follow " + option + "; write K=V");
      }
      map.put(key, equals < 0 ? "" : pair.substring(equals + 1));
    }
    return map;
  }
}
