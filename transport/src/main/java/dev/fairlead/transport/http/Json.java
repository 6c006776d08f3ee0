package dev.fairlead.transport.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Reads and writes JSON.
 *
 * <p>Reading is tolerant, since daemons of other versions send more than a model knows: unknown
 * properties are left out, unknown enum constants become null. Trailing text after a value is an
 * error. Writing leaves out what is null. Objects read without a model are {@code Map<String,
 * Object>}, arrays {@code List<Object>}, numbers {@code Integer}, {@code Long}, {@code BigInteger}
 * or {@code Double}, in the order in which they were sent.
 *
 * <p>Instances may be used by many threads.
 */
public final class Json {

  private static final Json STANDARD = new Json();

  private Json() {}

  /** Made when a model is first met: a process that reads bare values never starts them. */
  private static final class Mappers {

    /** For threads that may wait. */
    static final ObjectMapper SHARED = newMapper();

    /**
     * For threads that must not wait, one each: a mapper that meets a type for the first time takes
     * a lock, and two of them at once would have one wait for the other.
     */
    static final ThreadLocal<ObjectMapper> OWN = ThreadLocal.withInitial(Json::newMapper);
  }

  private static ObjectMapper newMapper() {
    return JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .build();
  }

  private static ObjectMapper mapper() {
    return Schedulers.isInNonBlockingThread() ? Mappers.OWN.get() : Mappers.SHARED;
  }

  /**
   * The one configuration there is.
   *
   * @return the shared instance
   */
  public static Json standard() {
    return STANDARD;
  }

  /**
   * Reads one value.
   *
   * @param <T> the value's type
   * @param bytes UTF-8 text of one JSON value
   * @param type the value's type
   * @return the value, null for the JSON word {@code null}
   * @throws TransportException of kind {@code GARBAGE}, with position and first bytes
   */
  public <T> @Nullable T read(byte[] bytes, Class<T> type) {
    return read(bytes, 0, bytes.length, 0, type);
  }

  /**
   * Reads one value.
   *
   * @param <T> the value's type
   * @param bytes UTF-8 text of one JSON value, left as it is
   * @param type the value's type
   * @return the value, null for the JSON word {@code null}
   * @throws TransportException of kind {@code GARBAGE}, with position and first bytes
   */
  public <T> @Nullable T read(ByteBuffer bytes, Class<T> type) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return read(copy, type);
  }

  /**
   * Reads one object without a model.
   *
   * @param bytes UTF-8 text of one JSON object
   * @return its fields in order
   * @throws TransportException of kind {@code GARBAGE} if it is anything else
   */
  public Map<String, Object> readObject(byte[] bytes) {
    // What is read without a model has texts for names.
    @SuppressWarnings("unchecked")
    Map<String, Object> fields = bareValue(bytes, Map.class);
    return fields;
  }

  /**
   * Reads one array without a model.
   *
   * @param bytes UTF-8 text of one JSON array
   * @return its elements
   * @throws TransportException of kind {@code GARBAGE} if it is anything else
   */
  public List<Object> readArray(byte[] bytes) {
    @SuppressWarnings("unchecked")
    List<Object> elements = bareValue(bytes, List.class);
    return elements;
  }

  /**
   * Reads one array whose elements have a model.
   *
   * @param <T> the elements' type
   * @param bytes UTF-8 text of one JSON array, or the word {@code null}, as some daemons write an
   *     empty one
   * @param type the elements' type
   * @return its elements
   * @throws TransportException of kind {@code GARBAGE} if it is anything else
   */
  public <T> List<T> readList(byte[] bytes, Class<T> type) {
    List<T> value =
        isBare(type)
            ? bareList(bytes, type)
            : parse(
                bytes,
                () -> mapper().readerForListOf(type).<List<T>>readValue(bytes, 0, bytes.length));
    return value == null ? List.of() : value;
  }

  /**
   * Writes a value.
   *
   * @param value the value
   * @return UTF-8 text
   * @throws IllegalArgumentException if it cannot be written as JSON
   */
  public byte[] write(Object value) {
    Objects.requireNonNull(value, "value");
    try {
      return BareJson.isBare(value) ? BareJson.write(value) : mapper().writeValueAsBytes(value);
    } catch (IOException e) {
      String why =
          e instanceof JsonProcessingException known
              ? known.getOriginalMessage()
              : String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          "cannot write " + value.getClass().getName() + " as JSON: " + why, e);
    }
  }

  /**
   * Turns one model into another by way of JSON, such as a {@code Map} into an object.
   *
   * @param <T> the target type
   * @param value the value
   * @param type the target type
   * @return the new value
   * @throws IllegalArgumentException if it does not fit
   */
  public <T> T convert(Object value, Class<T> type) {
    return mapper().convertValue(Objects.requireNonNull(value, "value"), type);
  }

  /**
   * Reads the value in a part of an array; {@code position} is where the part began in the body.
   */
  <T> @Nullable T read(byte[] bytes, int offset, int length, long position, Class<T> type) {
    return isBare(type)
        ? bare(bytes, offset, length, position, type)
        : parse(
            bytes, offset, length, position, () -> mapper().readValue(bytes, offset, length, type));
  }

  /** Whether values of a type are what is read where there is no model. */
  private static boolean isBare(Class<?> type) {
    return type == Map.class || type == List.class || type == Object.class;
  }

  private static <T> @Nullable T bare(
      byte[] bytes, int offset, int length, long position, Class<T> type) {
    Object value =
        parse(bytes, offset, length, position, () -> BareJson.read(bytes, offset, length));
    if (value != null && !type.isInstance(value)) {
      String found =
          value instanceof Map ? "an object" : value instanceof List ? "an array" : "a value";
      throw JsonErrors.garbage(
          found + " where " + named(type) + " was expected", bytes, offset, length, position, null);
    }
    return type.cast(value);
  }

  /** The same, where null does not do. */
  private static <T> T bareValue(byte[] bytes, Class<T> type) {
    T value = bare(bytes, 0, bytes.length, 0, type);
    if (value == null) {
      throw JsonErrors.garbage(
          "null where " + named(type) + " was expected", bytes, 0, bytes.length, 0, null);
    }
    return value;
  }

  private static <T> @Nullable List<T> bareList(byte[] bytes, Class<T> type) {
    List<?> elements = bare(bytes, 0, bytes.length, 0, List.class);
    if (elements == null) {
      return null;
    }
    for (Object element : elements) {
      if (element != null && !type.isInstance(element)) {
        throw JsonErrors.garbage(
            "an element that is not " + named(type), bytes, 0, bytes.length, 0, null);
      }
    }
    // Each of them was looked at.
    @SuppressWarnings("unchecked")
    List<T> checked = (List<T>) elements;
    return checked;
  }

  private static String named(Class<?> type) {
    return type == List.class ? "an array" : "an object";
  }

  private interface Parser<T> {
    @Nullable T parse() throws IOException;
  }

  private static <T> @Nullable T parse(byte[] bytes, Parser<T> parser) {
    return parse(bytes, 0, bytes.length, 0, parser);
  }

  private static <T> @Nullable T parse(
      byte[] bytes, int offset, int length, long position, Parser<T> parser) {
    try {
      return parser.parse();
    } catch (JsonSyntaxException e) {
      throw JsonErrors.garbage(
          String.valueOf(e.getMessage()),
          bytes,
          offset,
          length,
          position + e.position() - offset,
          e);
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? offset : e.getLocation().getByteOffset();
      throw JsonErrors.garbage(
          e.getOriginalMessage(), bytes, offset, length, position + Math.max(0, at - offset), e);
    } catch (IOException e) {
      throw JsonErrors.garbage(String.valueOf(e.getMessage()), bytes, offset, length, position, e);
    }
  }
}
