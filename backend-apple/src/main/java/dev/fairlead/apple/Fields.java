package dev.fairlead.apple;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One object of an answer. Releases add keys and leave out what is empty, so every key may be
 * absent and unknown ones are passed over; but one that is there has to be of its kind, and one
 * that must be there is asked for by {@link #require}.
 */
record Fields(Map<String, @Nullable Object> all) {

  /** An answer whose shape is not the one that is understood. */
  static final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  static List<Fields> listOf(List<?> elements) {
    List<Fields> objects = new ArrayList<>();
    elements.forEach(each -> objects.add(of(each, "an element")));
    return objects;
  }

  private static Fields of(@Nullable Object value, String what) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new Malformed(what + " of its answer is no object");
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((key, each) -> fields.put(String.valueOf(key), each));
    return new Fields(fields);
  }

  /** A part; empty if it is absent. */
  Fields part(String key) {
    Object value = all.get(key);
    return value == null ? new Fields(Map.of()) : of(value, key);
  }

  boolean has(String key) {
    return all.get(key) != null;
  }

  List<Fields> parts(String key) {
    return all.get(key) == null ? List.of() : listOf(list(key));
  }

  List<String> texts(String key) {
    return all.get(key) == null ? List.of() : list(key).stream().map(String::valueOf).toList();
  }

  private List<?> list(String key) {
    if (all.get(key) instanceof List<?> list) {
      return list;
    }
    throw new Malformed(key + " of its answer is no list");
  }

  Optional<String> text(String key) {
    Object value = all.get(key);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw new Malformed(key + " of its answer is no text");
  }

  /** A text without which the answer makes no sense. */
  String require(String key) {
    return text(key).orElseThrow(() -> new Malformed("its answer lacks " + key));
  }

  OptionalLong number(String key) {
    Object value = all.get(key);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Number number) {
      return OptionalLong.of(number.longValue());
    }
    throw new Malformed(key + " of its answer is no number");
  }

  boolean isTrue(String key) {
    return Boolean.TRUE.equals(all.get(key));
  }

  /** ISO 8601 from release 1.0.0 on; what is before the epoch's end is nobody's time. */
  Optional<Instant> instant(String key) {
    return text(key)
        .map(
            value -> {
              try {
                return Instant.parse(value);
              } catch (DateTimeParseException e) {
                throw new Malformed(key + " of its answer is no time: " + value);
              }
            });
  }

  Map<String, String> map(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    part(key)
        .all()
        .forEach((name, value) -> texts.put(name, value == null ? "" : value.toString()));
    return texts;
  }
}
