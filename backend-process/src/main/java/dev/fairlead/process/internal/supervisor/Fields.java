package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names with values, as the state directory keeps them: a first line that names the format, one
 * line for each value, and a last line without which the file is known to be cut off. Values may
 * hold secrets, so none is ever shown. For one thread.
 */
public final class Fields {

  private static final String HEAD = "fairlead-process 1";
  private static final String TAIL = "end";
  private static final AtomicLong TEMPORARIES = new AtomicLong();

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /** Starts without values. */
  public Fields() {}

  /**
   * Adds a value.
   *
   * @param name lower case letters and hyphens
   * @param value any text
   * @return this
   */
  public Fields add(String name, String value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    return this;
  }

  /**
   * All values of a name.
   *
   * @param name the name
   * @return the values in order, empty if there are none
   */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /**
   * The first value of a name.
   *
   * @param name the name
   * @return the value; empty if there is none
   */
  public Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  /**
   * A value that must be there.
   *
   * @param name the name
   * @return its first value
   * @throws IOException if there is none
   */
  public String get(String name) throws IOException {
    return find(name).orElseThrow(() -> new IOException("the field '" + name + "' is missing"));
  }

  /**
   * A number that must be there.
   *
   * @param name the name
   * @return its first value
   * @throws IOException if there is none, or it is no number
   */
  public long number(String name) throws IOException {
    try {
      return Long.parseLong(get(name));
    } catch (NumberFormatException e) {
      throw new IOException("the field '" + name + "' is not a number", e);
    }
  }

  /**
   * Adds a time. As two numbers, since reading a date costs the supervisor more than all the rest.
   *
   * @param name lower case letters and hyphens
   * @param value the time
   * @return this
   */
  public Fields add(String name, Instant value) {
    return add(name, text(value));
  }

  /**
   * A time that must be there.
   *
   * @param name the name
   * @return its first value
   * @throws IOException if there is none, or it is no time
   */
  public Instant instant(String name) throws IOException {
    return instantOf(get(name));
  }

  /** Seconds since 1970 and nanoseconds, with a point between. */
  static String text(Instant value) {
    return value.getEpochSecond() + "." + value.getNano();
  }

  /** Reads what {@link #text} wrote. */
  static Instant instantOf(String text) throws IOException {
    int point = text.indexOf('.');
    try {
      return Instant.ofEpochSecond(
          Long.parseLong(text.substring(0, point)), Long.parseLong(text.substring(point + 1)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("'" + text + "' is not a time", e);
    }
  }

  /**
   * The bytes of all values.
   *
   * @return UTF-8
   */
  public byte[] encode() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    values.forEach(
        (name, list) ->
            list.forEach(
                value -> text.append(name).append(' ').append(escape(value)).append('\n')));
    return text.append(TAIL).append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @param bytes all of it
   * @return the values
   * @throws IOException if it is something else, or cut off
   */
  public static Fields decode(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (!text.startsWith(HEAD + "\n")) {
      throw new IOException("it does not begin with '" + HEAD + "'");
    }
    if (!text.endsWith("\n" + TAIL + "\n")) {
      throw new IOException("it is cut off");
    }
    Fields fields = new Fields();
    String[] lines = text.split("\n", -1);
    for (int i = 1; i < lines.length - 2; i++) {
      int space = lines[i].indexOf(' ');
      if (space < 1) {
        throw new IOException("line " + (i + 1) + " is malformed");
      }
      fields.add(lines[i].substring(0, space), unescape(lines[i].substring(space + 1)));
    }
    return fields;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return its values
   * @throws IOException if it cannot be read, is something else, or cut off; names the file
   */
  public static Fields read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return decode(bytes);
    } catch (IOException e) {
      throw new IOException(file + " cannot be understood: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a file that only this user can read, durably and at once: readers see the old one or the
   * new one, whole.
   *
   * @param file the file
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Path temporary =
        file.resolveSibling(
            "."
                + file.getFileName()
                + "-"
                + ProcessHandle.current().pid()
                + "-"
                + TEMPORARIES.incrementAndGet());
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              Home.privateFile())) {
        ByteBuffer bytes = ByteBuffer.wrap(encode());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String unescape(String text) {
    StringBuilder value = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\\' && i + 1 < text.length()) {
        i++;
        value.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        value.append(next);
      }
    }
    return value.toString();
  }

  /** Names only. */
  @Override
  public String toString() {
    return "Fields" + values.keySet();
  }
}
