package dev.fairlead.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a list can show of each thing, by docker's names for it: some of it in its table, all of it
 * through {@code --format}.
 *
 * @param <T> the things
 */
final class Columns<T> {

  private record Column<T>(String heading, Function<T, String> text) {}

  private final Map<String, Column<T>> columns = new LinkedHashMap<>();
  private final List<String> usual = new ArrayList<>();

  /** Adds one that the table shows. */
  Columns<T> shown(String name, String heading, Function<T, String> text) {
    usual.add(name);
    return more(name, heading, text);
  }

  /** Adds one that has to be asked for. */
  Columns<T> more(String name, String heading, Function<T, String> text) {
    columns.put(name, new Column<>(heading, text));
    return this;
  }

  /** Prints things as {@code --format} says, else as a table. */
  void print(Output output, FormatOption format, List<T> things) {
    if (format.lines()) {
      Template template = format.template().over(columns.keySet());
      things.forEach(thing -> output.line(template.of(values(thing))));
    } else if (format.jsonLines()) {
      things.forEach(thing -> output.element(values(thing)));
    } else {
      List<List<String>> table = table(format, things);
      output.table(table.get(0), table.subList(1, table.size()));
    }
  }

  /** The table that {@code --format} describes, else the usual one; first its headings. */
  List<List<String>> table(FormatOption format, Collection<T> things) {
    List<Template> wanted = format.cells();
    if (wanted.isEmpty()) {
      return usualTable(things);
    }
    wanted.forEach(cell -> cell.over(columns.keySet()));
    Map<String, String> headings = new LinkedHashMap<>();
    columns.forEach((name, column) -> headings.put(name, column.heading()));
    return Stream.concat(Stream.of(headings), things.stream().map(this::values))
        .map(values -> wanted.stream().map(cell -> cell.of(values)).toList())
        .toList();
  }

  /** What it does not show is not made either: a time of the calendar takes 10 ms to begin with. */
  private List<List<String>> usualTable(Collection<T> things) {
    List<Column<T>> shown = usual.stream().map(columns::get).toList();
    List<List<String>> table = new ArrayList<>();
    table.add(shown.stream().map(Column::heading).toList());
    for (T thing : things) {
      table.add(shown.stream().map(column -> column.text().apply(thing)).toList());
    }
    return table;
  }

  /** Refuses a format that asks for what there is not, before anything else is done. */
  void check(FormatOption format) {
    if (format.given() && !format.jsonLines()) {
      format.template().over(columns.keySet());
    }
  }

  /** Labels as one cell, in the order of their names. */
  static String joined(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }

  private Map<String, String> values(T thing) {
    Map<String, String> values = new LinkedHashMap<>();
    columns.forEach((name, column) -> values.put(name, column.text().apply(thing)));
    return values;
  }
}
