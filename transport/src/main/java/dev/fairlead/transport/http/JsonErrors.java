package dev.fairlead.transport.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Words for text that is no JSON, or not the JSON that was asked for. */
final class JsonErrors {

  private static final int SHOWN_BYTES = 64;

  private JsonErrors() {}

  static TransportException garbage(
      String why, byte[] bytes, int offset, int length, long position, @Nullable Throwable cause) {
    return new TransportException(
        TransportException.Kind.GARBAGE,
        "not the JSON that was expected, at byte "
            + position
            + ": "
            + why
            + "; it begins with "
            + preview(bytes, offset, length),
        cause);
  }

  /** The first bytes in quotes, with everything that is not printable ASCII as {@code \xNN}. */
  static String preview(byte[] bytes, int offset, int length) {
    String text =
        new String(bytes, offset, Math.min(length, SHOWN_BYTES), StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c >= ' ' && c < 0x7f) {
                out.append((char) c);
              } else {
                out.append(String.format("\\x%02x", c));
              }
            });
    return out.append('"').append(length > SHOWN_BYTES ? "…" : "").toString();
  }
}
