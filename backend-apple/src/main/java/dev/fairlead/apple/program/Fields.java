package dev.fairlead.apple.program;

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
 *
 * @param all all keys and values, as a parser made them
 */
public record Fields(Map<String, @Nullable Object> all) {

  /** An answer whose shape is not the one that is understood. */
  public static final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * The objects of a list.
   *
   * @param elements what a parser made of it
   * @return one for each element
   * @throws Malformed if an element is no object
   */
  public static List<Fields> listOf(List<?> elements) {
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

  /**
   * A part.
   *
   * @param key its key
   * @return empty if it is absent
   * @throws Malformed if it is no object
   */
  public Fields part(String key) {
    Object value = all.get(key);
    return value == null ? new Fields(Map.of()) : of(value, key);
  }

  /**
   * Whether a key is there and not null.
   *
   * @param key the key
   * @return whether it is
   */
  public boolean has(String key) {
    return all.get(key) != null;
  }

  /**
   * The objects of a list.
   *
   * @param key its key
   * @return empty if it is absent
   * @throws Malformed if it is no list of objects
   */
  public List<Fields> parts(String key) {
    return all.get(key) == null ? List.of() : listOf(list(key));
  }

  /**
   * The elements of a list as texts.
   *
   * @param key its key
   * @return empty if it is absent
   * @throws Malformed if it is no list
   */
  public List<String> texts(String key) {
    return all.get(key) == null ? List.of() : list(key).stream().map(String::valueOf).toList();
  }

  private List<?> list(String key) {
    if (all.get(key) instanceof List<?> list) {
      return list;
    }
    throw new Malformed(key + " of its answer is no list");
  }

  /**
   * A text.
   *
   * @param key its key
   * @return empty if it is absent
   * @throws Malformed if it is no text
   */
  public Optional<String> text(String key) {
    Object value = all.get(key);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw new Malformed(key + " of its answer is no text");
  }

  /**
   * A text without which the answer makes no sense.
   *
   * @param key its key
   * @return the text
   * @throws Malformed if it is absent, or no text
   */
  public String require(String key) {
    return text(key).orElseThrow(() -> new Malformed("its answer lacks " + key));
  }

  /**
   * A whole number.
   *
   * @param key its key
   * @return empty if it is absent
   * @throws Malformed if it is no number
   */
  public OptionalLong number(String key) {
    Object value = all.get(key);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Number number) {
      return OptionalLong.of(number.longValue());
    }
    throw new Malformed(key + " of its answer is no number");
  }

  /**
   * Whether a key is there and true.
   *
   * @param key the key
   * @return whether it is
   */
  public boolean isTrue(String key) {
    return Boolean.TRUE.equals(all.get(key));
  }

  /**
   * A time, in ISO 8601 from release 1.0.0 on.
   *
   * @param key its key
   * @return empty if it is absent
   * @throws Malformed if it is no time
   */
  public Optional<Instant> instant(String key) {
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

  /**
   * An object of texts.
   *
   * @param key its key
   * @return empty if it is absent; what is no text as it is written
   * @throws Malformed if it is no object
   */
  public Map<String, String> map(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    part(key)
        .all()
        .forEach((name, value) -> texts.put(name, value == null ? "" : value.toString()));
    return texts;
  }
}
