package dev.fairlead.kubernetes.mapping;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Objects as people read them: indented, without what is empty. */
final class ShownJson {

  /** Made when something is first shown. */
  private static final class Writer {
    static final ObjectWriter INDENTED =
        JsonMapper.builder()
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
            .build()
            .writerWithDefaultPrettyPrinter();
  }

  private ShownJson() {}

  static String of(Object value) {
    try {
      return Writer.INDENTED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model of an object can be written", e);
    }
  }
}
