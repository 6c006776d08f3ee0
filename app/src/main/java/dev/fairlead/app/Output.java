package dev.fairlead.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.fairlead.spi.container.ContainerId;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where results go: tables for people, JSON for programs. A result is one document; a stream is one
 * object a line.
 */
final class Output {

  /** Made with the first document: tables do not need them, and they take their time. */
  private static final class Mappers {
    static final ObjectMapper PRETTY =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    static final ObjectMapper LINE = new ObjectMapper();
  }

  /** The forms of a result. */
  enum Format {
    /** For people. */
    table,
    /** For programs. */
    json
  }

  private final PrintStream out;
  private final Format format;
  private final Supplier<OptionalInt> width;

  /**
   * Creates one.
   *
   * @param out where it goes
   * @param format in which form
   * @param width columns of the screen that it goes to; empty if it goes to none
   */
  Output(PrintStream out, Format format, Supplier<OptionalInt> width) {
    this.out = out;
    this.format = format;
    this.width = width;
  }

  /** The same, with nothing shortened to fit. */
  Output unlimited() {
    return new Output(out, format, OptionalInt::empty);
  }

  boolean json() {
    return format == Format.json;
  }

  /** Prints one line for people or scripts, as it stands. */
  void line(String text) {
    out.println(text);
    flush();
  }

  /** Prints the id of what was made. */
  void created(ContainerId id) {
    if (json()) {
      document(new Document().with("container", id).fields());
    } else {
      line(id.value());
    }
  }

  /** Prints a result as a document. */
  void document(Object document) {
    line(write(Mappers.PRETTY, document));
  }

  /** Prints one element of a stream. */
  void element(Map<String, ?> document) {
    line(text(document));
  }

  /** Prints a table with a heading; every row has as many cells as the heading. */
  void table(List<String> heading, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(heading);
    all.addAll(rows);
    Table.lines(all, width).forEach(out::println);
    flush();
  }

  private void flush() {
    out.flush();
    if (out.checkError()) {
      throw WriteFailure.of(1, new IOException("it takes no more"));
    }
  }

  /** One element of a stream as text. */
  static String text(@Nullable Object document) {
    return write(Mappers.LINE, document);
  }

  private static String write(ObjectMapper mapper, @Nullable Object document) {
    try {
      return mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of plain values can always be written", e);
    }
  }
}
