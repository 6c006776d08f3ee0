package dev.fairlead.podman.libpod;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An object of JSON that is put together: what is not set has no field. For one thread. */
final class Fields {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  Fields put(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  Fields put(String name, Optional<?> value) {
    value.ifPresent(given -> fields.put(name, given));
    return this;
  }

  Fields put(String name, OptionalInt value) {
    value.ifPresent(given -> fields.put(name, given));
    return this;
  }

  Fields put(String name, OptionalLong value) {
    value.ifPresent(given -> fields.put(name, given));
    return this;
  }

  Fields putTrue(String name, boolean value) {
    if (value) {
      fields.put(name, true);
    }
    return this;
  }

  Fields putFilled(String name, Collection<?> values) {
    if (!values.isEmpty()) {
      fields.put(name, values);
    }
    return this;
  }

  Fields putFilled(String name, Map<?, ?> values) {
    if (!values.isEmpty()) {
      fields.put(name, values);
    }
    return this;
  }

  /** All of it, in order. */
  Map<String, Object> map() {
    return fields;
  }
}
