package dev.fairlead.transport.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON without a model: nothing of Jackson's data binding is started, which takes
 * longer than most answers do, and no lock is taken.
 */
final class BareJson {

  /** Made with the first value that is written, as most processes write none. */
  private static final class Tokens {
    static final JsonFactory FACTORY = new JsonFactory();
  }

  private BareJson() {}

  /** The one value in a part of an array, as maps, lists, texts, numbers, booleans and null. */
  static @Nullable Object read(byte[] bytes, int offset, int length) throws JsonSyntaxException {
    return new BareJsonReader(bytes, offset, length).read();
  }

  /** Whether a value consists of what {@link #read} makes, through and through. */
  static boolean isBare(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.keySet().stream().allMatch(String.class::isInstance)
          && map.values().stream().allMatch(BareJson::isBare);
    }
    return value instanceof Collection<?> elements
        ? elements.stream().allMatch(BareJson::isBare)
        : value == null
            || value instanceof String
            || value instanceof Boolean
            || value instanceof Integer
            || value instanceof Long
            || value instanceof Double;
  }

  /** Writes a value that {@link #isBare}. */
  static byte[] write(@Nullable Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Tokens.FACTORY.createGenerator(out)) {
      write(json, value);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        json.writeFieldName((String) field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> elements) {
      json.writeStartArray();
      for (Object element : elements) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      json.writeNull();
    }
  }
}
