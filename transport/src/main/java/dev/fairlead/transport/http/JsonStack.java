package dev.fairlead.transport.http;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the values lie of what is begun and not ended, so that each list and each object is made
 * once, of the size that it has.
 */
final class JsonStack {

  private @Nullable Object[] values = new Object[16];
  private int top;

  /** Where the next value will lie. */
  int top() {
    return top;
  }

  void push(@Nullable Object value) {
    if (top == values.length) {
      values = Arrays.copyOf(values, 2 * top);
    }
    values[top++] = value;
  }

  /** Takes names and values, in turn, from a place on. */
  Map<String, @Nullable Object> takeObject(int from) {
    Map<String, @Nullable Object> fields;
    if (JsonFields.fit(values, from, top)) {
      fields = new JsonFields(Arrays.copyOfRange(values, from, top));
    } else {
      fields = new LinkedHashMap<>(top - from);
      for (int i = from; i < top; i += 2) {
        fields.put((String) values[i], values[i + 1]);
      }
    }
    top = from;
    return fields;
  }

  /** Takes elements from a place on. */
  List<@Nullable Object> takeArray(int from) {
    List<@Nullable Object> elements =
        top == from
            ? Collections.emptyList()
            : Arrays.asList(Arrays.copyOfRange(values, from, top));
    top = from;
    return elements;
  }
}
