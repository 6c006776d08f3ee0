package dev.fairlead.app;

import dev.fairlead.spi.container.GpuRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * GPUs as docker's users write them: {@code all}, a number, or {@code key=value} parts with commas
 * between them, in which a part that holds commas itself stands in quotes.
 */
final class GpuSyntax {

  /** No GPUs, whatever is configured; no request at all. */
  static final String NONE = "none";

  private static final Set<String> KEYS = Set.of("driver", "count", "device", "capabilities");

  private GpuSyntax() {}

  /**
   * Reads what follows {@code --gpus}.
   *
   * @param text for example {@code all}, {@code 2}, {@code device=0,1} or {@code
   *     "device=0,1",capabilities=compute}
   * @return the request
   * @throws IllegalArgumentException if the text has another form
   */
  static GpuRequest parse(String text) {
    if (text.equals("all") || text.matches("[0-9]+")) {
      return count(text, text, "nvidia", Set.of());
    }
    Map<String, String> keys = new LinkedHashMap<>();
    for (String part : parts(text)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      if (!KEYS.contains(key) || equals == part.length() - 1) {
        throw malformed(text);
      }
      if (keys.put(key, part.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("'" + text + "' gives " + key + " twice");
      }
    }
    String vendor = keys.getOrDefault("driver", "nvidia");
    Set<String> capabilities = new LinkedHashSet<>(words(keys.get("capabilities")));
    if (keys.containsKey("device")) {
      if (keys.containsKey("count")) {
        throw new IllegalArgumentException(
            "'" + text + "' names devices and counts them; give one of both");
      }
      return new GpuRequest(
          GpuRequest.Selection.IDS, 0, words(keys.get("device")), vendor, capabilities);
    }
    return count(text, keys.getOrDefault("count", "1"), vendor, capabilities);
  }

  private static GpuRequest count(
      String text, String count, String vendor, Set<String> capabilities) {
    if (count.equals("all") || count.equals("-1")) {
      return new GpuRequest(GpuRequest.Selection.ALL, 0, List.of(), vendor, capabilities);
    }
    if (!count.matches("[1-9][0-9]{0,5}")) {
      throw malformed(text);
    }
    return new GpuRequest(
        GpuRequest.Selection.COUNT, Integer.parseInt(count), List.of(), vendor, capabilities);
  }

  /**
   * Parts between commas. A word without a key, outside of quotes, goes on with the part before.
   */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        add(parts, part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (quoted) {
      throw malformed(text);
    }
    add(parts, part.toString());
    return parts;
  }

  private static void add(List<String> parts, String part) {
    boolean goesOn = part.indexOf('=') < 0 && !parts.isEmpty();
    if (goesOn) {
      parts.set(parts.size() - 1, parts.get(parts.size() - 1) + "," + part);
    } else {
      parts.add(part);
    }
  }

  private static List<String> words(@Nullable String list) {
    return list == null ? List.of() : List.of(list.split(",", -1));
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' does not name GPUs; use all, a number, device=0,1, or parts such as"
            + " count=2,capabilities=compute");
  }
}
