package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small part of Go's templates, as scripts use them: text, <code>{{.field}}</code>, <code>
 * {{.outer.inner}}</code>, <code>{{index .labels "some.key"}}</code>, <code>{{json .field}}</code>
 * and <code>{{json .}}</code>. Anything else is refused, not guessed.
 */
final class Template {

  private static final Pattern ACTION = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Pattern PATH = Pattern.compile("\\.([A-Za-z][A-Za-z0-9]*)");
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "(json\\s+)?(\\.|(?:\\.[A-Za-z][A-Za-z0-9]*)+)"
              + "|index\\s+((?:\\.[A-Za-z][A-Za-z0-9]*)+)\\s+\"([^\"]*)\"");

  /** What is written: text, or the value at a path. */
  private record Part(String text, List<String> path, Form form) {}

  private enum Form {
    TEXT,
    VALUE,
    JSON
  }

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads a template; {@code \t} and {@code \n} in it are a tabulator and a new line.
   *
   * @throws IllegalArgumentException if it has more than this class knows
   */
  static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    String plain = text.replace("\\t", "\t").replace("\\n", "\n");
    Matcher action = ACTION.matcher(plain);
    int from = 0;
    while (action.find()) {
      parts.add(literal(plain.substring(from, action.start())));
      parts.add(expression(action.group(1).strip(), action.group()));
      from = action.end();
    }
    String rest = plain.substring(from);
    if (rest.contains("{{")) {
      throw new IllegalArgumentException("'" + rest + "' has {{ without }}");
    }
    parts.add(literal(rest));
    return new Template(parts);
  }

  private static Part literal(String text) {
    return new Part(text, List.of(), Form.TEXT);
  }

  private static Part expression(String inside, String shown) {
    Matcher expression = EXPRESSION.matcher(inside);
    if (!expression.matches() || inside.equals(".")) {
      throw new IllegalArgumentException(
          "'"
              + shown
              + "' is not known; write {{.field}}, {{.outer.inner}}, {{index .labels \"key\"}},"
              + " {{json .field}} or {{json .}}");
    }
    if (expression.group(3) != null) {
      List<String> path = new ArrayList<>(path(expression.group(3)));
      path.add(expression.group(4));
      return new Part(shown, path, Form.VALUE);
    }
    return new Part(
        shown, path(expression.group(2)), expression.group(1) == null ? Form.VALUE : Form.JSON);
  }

  private static List<String> path(String dotted) {
    return PATH.matcher(dotted).results().map(found -> found.group(1)).toList();
  }

  /** The names of the fields that it asks for, in its order. */
  List<String> fields() {
    return parts.stream()
        .filter(part -> !part.path().isEmpty())
        .map(part -> part.path().get(0))
        .toList();
  }

  /**
   * Checks that all fields are among those that there are.
   *
   * @throws IllegalArgumentException if one is not; the message names those that are
   */
  Template over(Set<String> known) {
    for (String field : fields()) {
      if (!known.contains(field)) {
        throw unknown(field, known);
      }
    }
    return this;
  }

  /**
   * Fills it in.
   *
   * @param values names and values, which may be maps themselves
   * @throws IllegalArgumentException if a field is not there; the message names those that are
   */
  String of(Map<String, ? extends @Nullable Object> values) {
    return parts.stream().map(part -> filled(part, values)).collect(Collectors.joining());
  }

  private static String filled(Part part, Map<String, ? extends @Nullable Object> values) {
    if (part.form() == Form.TEXT) {
      return part.text();
    }
    Object value = values;
    for (String name : part.path()) {
      if (value == null) {
        return part.form() == Form.JSON ? "null" : "";
      }
      if (!(value instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException(
            "'" + part.text() + "': there is no field " + name + " in a single value");
      }
      boolean free = part.text().contains("index") && !map.containsKey(name);
      if (!free && !map.containsKey(name)) {
        throw unknown(name, map.keySet());
      }
      value = map.get(name);
    }
    return part.form() == Form.JSON ? Output.text(value) : shown(value);
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Map<?, ?> || value instanceof List<?>
        ? Output.text(value)
        : value.toString();
  }

  private static IllegalArgumentException unknown(String field, Set<?> known) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.forEach(name -> names.add(String.valueOf(name)));
    return new IllegalArgumentException(
        "there is no field " + field + "; there are " + String.join(", ", names));
  }
}
