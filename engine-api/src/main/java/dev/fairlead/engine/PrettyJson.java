package dev.fairlead.engine;

import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** JSON for people: two spaces a level, one member a line, lists of plain values on one line. */
final class PrettyJson {

  private PrettyJson() {}

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    append(value, "", out);
    return out.toString();
  }

  private static void append(Object value, String indent, StringBuilder out) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      String inner = indent + "  ";
      out.append("{\n");
      Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<?, ?> entry = entries.next();
        out.append(inner).append(scalar(String.valueOf(entry.getKey()))).append(": ");
        append(entry.getValue(), inner, out);
        out.append(entries.hasNext() ? ",\n" : "\n");
      }
      out.append(indent).append('}');
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      String inner = indent + "  ";
      out.append("[\n");
      for (int i = 0; i < list.size(); i++) {
        out.append(inner);
        append(list.get(i), inner, out);
        out.append(i + 1 < list.size() ? ",\n" : "\n");
      }
      out.append(indent).append(']');
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(Object value) {
    return new String(Json.standard().write(value), StandardCharsets.UTF_8);
  }
}
