package dev.fairlead.engine;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A wish in one field, and how it shows.
 *
 * @param field the field
 * @param wish what is asked for
 * @param script looks for it inside
 * @param inside what that prints, as a pattern
 * @param told looks for it in the daemon's own description
 * @param expected what is there
 */
record SpecRow(
    SpecField field,
    UnaryOperator<ContainerSpecBuilder> wish,
    String script,
    String inside,
    Function<JsonObject, Object> told,
    Object expected) {

  /** For what not every machine may start: a daemon inside of a sandbox cannot give all away. */
  static final String NOT_STARTED = "not started";

  /** Shows inside. */
  static SpecRow of(
      SpecField field, UnaryOperator<ContainerSpecBuilder> wish, String script, String inside) {
    return new SpecRow(field, wish, script, inside, json -> "", "");
  }

  /** Shows in the daemon's description too. */
  SpecRow told(Function<JsonObject, Object> reader, Object value) {
    return new SpecRow(field, wish, script, inside, reader, value);
  }

  /** Shows in what the daemon calls the host's configuration too. */
  SpecRow host(String name, Object value) {
    return told(
        json -> {
          JsonObject host = json.object("HostConfig");
          if (value instanceof Long) {
            return host.number(name).orElse(0);
          }
          return value instanceof Boolean ? host.flag(name) : host.text(name).orElse("");
        },
        value);
  }

  @Override
  public String toString() {
    return field.label() + ": " + script;
  }
}
