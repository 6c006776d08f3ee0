package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a container is, from its creation on; the file {@code spec} of its directory. It holds the
 * values of environment variables, since a later start needs them, so it is readable by its user
 * alone.
 *
 * @param id 32 hexadecimal digits
 * @param name its name
 * @param image the image as it was asked for
 * @param created when it was made
 * @param arguments program and arguments
 * @param environment variables on top of those of whoever starts it
 * @param directory its working directory
 * @param input what its standard input is
 * @param autoRemove whether it is removed after its end
 * @param stopSignal what asks it to end; empty for the default
 * @param stopGraceMillis how long it may take to end, in milliseconds; empty for the default
 * @param labels its labels
 */
public record ContainerRecord(
    String id,
    String name,
    String image,
    Instant created,
    List<String> arguments,
    Map<String, String> environment,
    String directory,
    Input input,
    boolean autoRemove,
    OptionalInt stopSignal,
    OptionalLong stopGraceMillis,
    Map<String, String> labels) {

  /** Name of the file. */
  public static final String FILE = "spec";

  /** Name of the variable that marks all processes of a container. */
  public static final String MARK = "FAIRLEAD_CONTAINER_ID";

  /** What standard input is. */
  public enum Input {
    /** At its end from the beginning. */
    CLOSED,
    /** Open until the first client that is attached to it ends its input or goes. */
    OPEN_ONCE,
    /** Open for any number of clients. */
    OPEN
  }

  /** Copies. */
  public ContainerRecord {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * The mark of its processes.
   *
   * @return variable and value
   */
  public String mark() {
    return MARK + "=" + id;
  }

  /**
   * The same container under another name.
   *
   * @param value the name
   * @return a copy
   */
  public ContainerRecord withName(String value) {
    return new ContainerRecord(
        id,
        value,
        image,
        created,
        arguments,
        environment,
        directory,
        input,
        autoRemove,
        stopSignal,
        stopGraceMillis,
        labels);
  }

  /**
   * Writes it.
   *
   * @return all of it
   */
  public Fields toFields() {
    Fields fields =
        new Fields()
            .add("id", id)
            .add("name", name)
            .add("image", image)
            .add("created", created)
            .add("directory", directory)
            .add("input", input.name())
            .add("auto-remove", Boolean.toString(autoRemove));
    arguments.forEach(argument -> fields.add("argument", argument));
    addMap(fields, "variable", environment);
    stopSignal.ifPresent(value -> fields.add("stop-signal", Integer.toString(value)));
    stopGraceMillis.ifPresent(value -> fields.add("stop-grace-millis", Long.toString(value)));
    addMap(fields, "label", labels);
    return fields;
  }

  /**
   * Reads it.
   *
   * @param fields all of it
   * @return the container
   * @throws IOException if something is missing or malformed
   */
  public static ContainerRecord from(Fields fields) throws IOException {
    try {
      Optional<String> signal = fields.find("stop-signal");
      Optional<String> grace = fields.find("stop-grace-millis");
      return new ContainerRecord(
          fields.get("id"),
          fields.get("name"),
          fields.get("image"),
          fields.instant("created"),
          fields.all("argument"),
          map(fields, "variable"),
          fields.get("directory"),
          Input.valueOf(fields.get("input")),
          Boolean.parseBoolean(fields.get("auto-remove")),
          signal.isPresent() ? OptionalInt.of(Integer.parseInt(signal.get())) : OptionalInt.empty(),
          grace.isPresent() ? OptionalLong.of(Long.parseLong(grace.get())) : OptionalLong.empty(),
          map(fields, "label"));
    } catch (IllegalArgumentException e) {
      throw new IOException("a field of the container is malformed", e);
    }
  }

  /**
   * Writes names with values.
   *
   * @param fields where to
   * @param prefix first part of the names
   * @param map what to write
   */
  public static void addMap(Fields fields, String prefix, Map<String, String> map) {
    map.forEach((name, value) -> fields.add(prefix + "-name", name).add(prefix + "-value", value));
  }

  /**
   * Reads names with values.
   *
   * @param fields where from
   * @param prefix first part of the names
   * @return the map, in order
   * @throws IOException if a value is missing
   */
  public static Map<String, String> map(Fields fields, String prefix) throws IOException {
    List<String> names = fields.all(prefix + "-name");
    List<String> values = fields.all(prefix + "-value");
    if (names.size() != values.size()) {
      throw new IOException("names and values of '" + prefix + "' do not match");
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      map.put(names.get(i), values.get(i));
    }
    return map;
  }

  /** Without arguments and the values of variables. */
  @Override
  public String toString() {
    return "ContainerRecord[" + id + ", name=" + name + ", image=" + image + "]";
  }
}
