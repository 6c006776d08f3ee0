package dev.fairlead.engine;

import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Conditions of lists and prunes, as the query parameter {@code filters} of the Engine API has
 * them: a JSON object of lists of texts. An immutable value whose methods return changed copies.
 */
public final class EngineFilters {

  private static final EngineFilters NONE = new EngineFilters(Map.of());

  private final Map<String, List<String>> conditions;

  private EngineFilters(Map<String, List<String>> conditions) {
    this.conditions = conditions;
  }

  /**
   * No condition.
   *
   * @return filters that everything passes
   */
  public static EngineFilters none() {
    return NONE;
  }

  /**
   * Adds a condition.
   *
   * @param name its name, for example {@code dangling}
   * @param value its value
   * @return a changed copy
   */
  public EngineFilters with(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(conditions);
    List<String> values = new ArrayList<>(more.getOrDefault(name, List.of()));
    values.add(value);
    more.put(name, values);
    return new EngineFilters(more);
  }

  /**
   * Adds a condition for each label, in alphabetical order.
   *
   * @param labels labels with their values; an empty value means that the label exists
   * @return a changed copy
   */
  public EngineFilters labels(Map<String, String> labels) {
    EngineFilters filters = this;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      String value = label.getValue();
      filters =
          filters.with("label", value.isEmpty() ? label.getKey() : label.getKey() + "=" + value);
    }
    return filters;
  }

  /**
   * The value of the query parameter.
   *
   * @return a JSON object
   */
  public String json() {
    return new String(Json.standard().write(conditions), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "EngineFilters" + conditions.keySet();
  }
}
