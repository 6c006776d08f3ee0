package dev.fairlead.engine;

import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A JSON object as daemons of several versions send it: what is missing, null or of another type is
 * empty, and never an error or a zero. Immutable.
 */
public final class JsonObject {

  @SuppressWarnings("unchecked") // what a value is read as has no parameters at run time
  private static final Class<Map<?, ?>> MAP = (Class<Map<?, ?>>) (Class<?>) Map.class;

  private static final JsonObject EMPTY = new JsonObject(Map.of());

  private final Map<String, Object> fields;

  private JsonObject(Map<String, Object> fields) {
    this.fields = fields;
  }

  /**
   * Wraps fields that were read without a model.
   *
   * @param fields the fields, not to be changed afterwards
   * @return the object
   */
  public static JsonObject of(Map<String, Object> fields) {
    return new JsonObject(Objects.requireNonNull(fields, "fields"));
  }

  /** Wraps an object that was read as a bare map. */
  static JsonObject ofAny(Map<?, ?> fields) {
    return asObject(fields);
  }

  /**
   * Reads text.
   *
   * @param bytes UTF-8 text of one JSON object
   * @return the object
   * @throws dev.fairlead.transport.http.TransportException of kind {@code GARBAGE} if it is none
   */
  public static JsonObject read(byte[] bytes) {
    return new JsonObject(Json.standard().readObject(bytes));
  }

  /**
   * Reads text.
   *
   * @param bytes UTF-8 text of one JSON array, or the word {@code null}
   * @return the objects in it, in order
   * @throws dev.fairlead.transport.http.TransportException of kind {@code GARBAGE} if it is neither
   */
  public static List<JsonObject> readList(byte[] bytes) {
    return objects(Json.standard().readList(bytes, Map.class));
  }

  /**
   * Reads the objects of a stream one by one, as they come and as they are asked for.
   *
   * @param response a response whose body is JSON objects, one after the other
   * @return the objects
   */
  public static Flux<JsonObject> stream(HttpResponse response) {
    return stream(response, object -> object);
  }

  /**
   * Makes something of each object of a stream, where it comes in.
   *
   * @param <T> what is made
   * @param response a response whose body is JSON objects, one after the other
   * @param reader makes something of an object, or null to pass it over; what it throws ends the
   *     stream. Called for all objects that a read brought before any of that is handed on
   * @return what was made
   */
  public static <T> Flux<T> stream(
      HttpResponse response, Function<JsonObject, ? extends @Nullable T> reader) {
    return response.<Map<?, ?>, T>jsonLines(MAP, fields -> reader.apply(asObject(fields)));
  }

  /**
   * A text.
   *
   * @param name name of the field
   * @return its value; empty if it is missing, no text, or the empty text
   */
  public Optional<String> text(String name) {
    return fields.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /**
   * A whole number.
   *
   * @param name name of the field
   * @return its value; empty if it is missing or no number
   */
  public OptionalLong number(String name) {
    return fields.get(name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  /**
   * A yes or no.
   *
   * @param name name of the field
   * @return true only if it is there and true
   */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  /**
   * A time in RFC 3339.
   *
   * @param name name of the field
   * @return its value; empty if it is missing, no time, or Go's zero time in the year 1
   */
  public Optional<Instant> time(String name) {
    return text(name).flatMap(JsonObject::parseTime);
  }

  /**
   * An object inside.
   *
   * @param name name of the field
   * @return the object; one without fields if it is missing or none
   */
  public JsonObject object(String name) {
    return asObject(fields.get(name));
  }

  /**
   * The objects in a list.
   *
   * @param name name of the field
   * @return the objects in order; elements that are none are left out
   */
  public List<JsonObject> objects(String name) {
    return fields.get(name) instanceof List<?> list ? objects(list) : List.of();
  }

  private static List<JsonObject> objects(List<?> list) {
    List<JsonObject> objects = new ArrayList<>(list.size());
    for (Object element : list) {
      if (element instanceof Map<?, ?>) {
        objects.add(asObject(element));
      }
    }
    return Collections.unmodifiableList(objects);
  }

  /**
   * The texts in a list.
   *
   * @param name name of the field
   * @return the texts in order; elements that are none are left out
   */
  public List<String> texts(String name) {
    if (!(fields.get(name) instanceof List<?> list)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object element : list) {
      if (element instanceof String text) {
        texts.add(text);
      }
    }
    return Collections.unmodifiableList(texts);
  }

  /**
   * How many elements a list has.
   *
   * @param name name of the field
   * @return 0 if it is missing or no list
   */
  public int count(String name) {
    return fields.get(name) instanceof List<?> list ? list.size() : 0;
  }

  /**
   * The rows of a table of texts.
   *
   * @param name name of the field
   * @return the rows in order; elements that are no lists are left out
   */
  public List<List<String>> textRows(String name) {
    return fields.get(name) instanceof List<?> rows
        ? rows.stream()
            .filter(List.class::isInstance)
            .map(row -> ((List<?>) row).stream().map(String::valueOf).toList())
            .toList()
        : List.of();
  }

  /**
   * A map from text to text.
   *
   * @param name name of the field
   * @return the entries in order; those whose value is no text are left out
   */
  public Map<String, String> textMap(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    object(name)
        .fields
        .forEach(
            (key, value) -> {
              if (value instanceof String text) {
                map.put(key, text);
              }
            });
    return Collections.unmodifiableMap(map);
  }

  /**
   * The names of the fields.
   *
   * @return the names in order
   */
  public List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /**
   * Whether a field is there and not null.
   *
   * @param name name of the field
   * @return true if it has a value of any type
   */
  public boolean has(String name) {
    return fields.get(name) != null;
  }

  /**
   * Reads a time as daemons write it.
   *
   * @param text RFC 3339, with a zone
   * @return the time; empty if it is none, or Go's zero time in the year 1
   */
  public static Optional<Instant> parseTime(String text) {
    ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
    return LogTime.read(bytes, bytes.remaining()).filter(time -> time.getEpochSecond() >= 0);
  }

  private static JsonObject asObject(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return EMPTY;
    }
    @SuppressWarnings("unchecked") // the names in a JSON object are text
    Map<String, Object> fields = (Map<String, Object>) map;
    return new JsonObject(fields);
  }

  /**
   * The names of the fields only: values may be secrets.
   *
   * @return the names
   */
  @Override
  public String toString() {
    return "JsonObject" + fields.keySet();
  }
}
