package dev.fairlead.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A document under construction, with its fields in order. Absent values become {@code null}, so
 * that a field is always there; times are RFC 3339, durations ISO 8601, sizes bytes.
 */
final class Document {

  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  /** Adds a field. */
  Document with(String name, @Nullable Object value) {
    fields.put(name, plain(value));
    return this;
  }

  /** The fields so far. */
  Map<String, @Nullable Object> fields() {
    return fields;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Document::plain).orElse(null);
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    }
    if (value instanceof OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    }
    if (value instanceof Instant || value instanceof Duration) {
      return value.toString();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof Document document) {
      return document.fields();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((key, inner) -> sorted.put(String.valueOf(key), plain(inner)));
      return sorted;
    }
    if (value instanceof Collection<?> values) {
      List<@Nullable Object> list = new ArrayList<>();
      values.forEach(inner -> list.add(plain(inner)));
      return list;
    }
    return value instanceof Number || value instanceof Boolean || value == null
        ? value
        : value.toString();
  }
}
