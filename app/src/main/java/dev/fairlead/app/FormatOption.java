package dev.fairlead.app;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which form a script wants a result. */
class FormatOption {

  private static final String JSON = "json";
  private static final String TABLE = "table";

  @Option(
      names = "--format",
      paramLabel = "TEMPLATE",
      description =
          "A line for each, such as '{{.ID}} {{.Names}}'; 'table {{.ID}}\\t{{.Names}}' as a table;"
              + " or json, an object for each. An unknown field is an error that lists the others.")
  @Nullable String format;

  /** Whether there is one. */
  boolean given() {
    return format != null;
  }

  /** Whether each thing is to be an object. */
  boolean jsonLines() {
    return JSON.equals(format);
  }

  /** Whether each thing is to be a line by the template. */
  boolean lines() {
    return given() && !jsonLines() && !table();
  }

  private boolean table() {
    return format != null && (format.equals(TABLE) || format.startsWith(TABLE + " "));
  }

  /** The template, without the word that makes it a table. */
  Template template() {
    String text = format == null ? "" : format;
    return Template.parse(table() ? text.substring(TABLE.length()).strip() : text);
  }

  /** The cells of a row; none if the usual ones will do. */
  List<Template> cells() {
    String text = format == null ? "" : format;
    String row = table() ? text.substring(TABLE.length()).strip() : "";
    return row.isEmpty()
        ? List.of()
        : Stream.of(row.split("\\\\t|\t")).map(Template::parse).toList();
  }

  /** Refuses what makes no sense for documents, before anything else is done. */
  void check() {
    if (table()) {
      throw new IllegalArgumentException("'" + format + "': a document is no table");
    }
    if (lines()) {
      template();
    }
  }

  /** Prints documents: as lines if there is a format, else as one document. */
  void print(Output output, List<? extends Map<String, ? extends @Nullable Object>> documents) {
    if (!given()) {
      output.document(documents);
    } else if (jsonLines()) {
      documents.forEach(document -> output.line(Output.text(document)));
    } else {
      Template template = template();
      documents.forEach(document -> output.line(template.of(document)));
    }
  }
}
