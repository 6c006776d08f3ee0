package dev.fairlead.apple.state;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels as the program takes them. A value may not hold {@code =} (release 1.2.2 refuses it), so
 * labels with such values are kept together in one label of Fairlead's own, and read back from
 * there. What a container wishes for its stop, which the program cannot keep, is a label too.
 */
public final class LabelCodec {

  /** Keeps the signal by which a container wishes to be stopped. */
  public static final String STOP_SIGNAL = "dev.fairlead.apple.stop-signal";

  /** Keeps how long a container wishes to be waited for, in milliseconds. */
  public static final String STOP_GRACE = "dev.fairlead.apple.stop-grace-millis";

  /** Tells a container of one making from another one of the same name. */
  public static final String MAKING = "dev.fairlead.apple.making";

  private static final String ENCODED = "dev.fairlead.apple.labels";

  private LabelCodec() {}

  /**
   * Whether the program takes a value as it is.
   *
   * @param value the value
   * @return whether it does
   */
  public static boolean isPlain(String value) {
    return value.indexOf('=') < 0;
  }

  /**
   * Labels for the program.
   *
   * @param labels as they were asked for
   * @return as the program takes them
   */
  public static Map<String, String> encode(Map<String, String> labels) {
    Map<String, String> plain = new LinkedHashMap<>();
    StringBuilder others = new StringBuilder();
    labels.forEach(
        (key, value) -> {
          if (isPlain(value)) {
            plain.put(key, value);
          } else {
            others.append(others.isEmpty() ? "" : ".");
            others.append(packed(key)).append('~').append(packed(value));
          }
        });
    if (!others.isEmpty()) {
      plain.put(ENCODED, others.toString());
    }
    return plain;
  }

  /**
   * Labels as they were asked for.
   *
   * @param labels as the program tells them
   * @return without those that are for this backend alone
   */
  public static Map<String, String> decode(Map<String, String> labels) {
    Map<String, String> all = new TreeMap<>(labels);
    String others = all.remove(ENCODED);
    all.remove(STOP_SIGNAL);
    all.remove(STOP_GRACE);
    all.remove(MAKING);
    if (others != null) {
      for (String pair : others.split("\\.", -1)) {
        String[] parts = pair.split("~", -1);
        if (parts.length == 2) {
          all.put(unpacked(parts[0]), unpacked(parts[1]));
        }
      }
    }
    return all;
  }

  private static String packed(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String unpacked(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
