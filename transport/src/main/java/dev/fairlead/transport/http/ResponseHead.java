package dev.fairlead.transport.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Status line and headers of a response (RFC 9112, sections 4 and 5). */
record ResponseHead(int minorVersion, int status, List<Map.Entry<String, String>> headers) {

  static ResponseHead parse(String text) {
    int at = lineEnd(text, 0);
    String statusLine = line(text, 0, at);
    // "HTTP/1.1 200 OK"; the reason may be missing, with or without its space.
    boolean good =
        statusLine.length() >= 12
            && statusLine.startsWith("HTTP/1.")
            && isDigit(statusLine.charAt(7))
            && statusLine.charAt(8) == ' '
            && isDigit(statusLine.charAt(9))
            && isDigit(statusLine.charAt(10))
            && isDigit(statusLine.charAt(11))
            && (statusLine.length() == 12 || statusLine.charAt(12) == ' ');
    if (!good) {
      throw ResponseDecoder.garbage("the status line is " + ResponseDecoder.quote(statusLine));
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    while (at < text.length()) {
      int from = at + 1;
      at = lineEnd(text, from);
      String line = line(text, from, at);
      if (!line.isEmpty()) {
        headers.add(parseHeader(line));
      }
    }
    return new ResponseHead(
        statusLine.charAt(7) - '0',
        Integer.parseInt(statusLine.substring(9, 12)),
        List.copyOf(headers));
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private static String line(String text, int from, int end) {
    boolean returns = end > from && end < text.length() && text.charAt(end - 1) == '\r';
    return text.substring(from, returns ? end - 1 : end);
  }

  private static Map.Entry<String, String> parseHeader(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      throw ResponseDecoder.garbage("a header line is " + ResponseDecoder.quote(line));
    }
    return Map.entry(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  Optional<String> header(String name) {
    for (Map.Entry<String, String> entry : headers) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  /** The comma-separated values of all headers of a name, without the spaces around them. */
  List<String> values(String name) {
    List<String> values = List.of();
    for (Map.Entry<String, String> entry : headers) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        if (values.isEmpty() && entry.getValue().indexOf(',') < 0) {
          values = List.of(entry.getValue());
        } else {
          values = new ArrayList<>(values);
          for (String value : entry.getValue().split(",", -1)) {
            values.add(value.trim());
          }
        }
      }
    }
    return values;
  }

  /** Whether a comma-separated header has a word among its values. */
  boolean has(String name, String word) {
    for (String value : values(name)) {
      if (value.equalsIgnoreCase(word)) {
        return true;
      }
    }
    return false;
  }

  /** The last transfer coding in lower case, or empty if none was applied. */
  Optional<String> lastTransferCoding() {
    String last = "";
    for (String value : values("Transfer-Encoding")) {
      if (!value.isEmpty() && !value.equalsIgnoreCase("identity")) {
        last = value.toLowerCase(Locale.ROOT);
      }
    }
    return last.isEmpty() ? Optional.empty() : Optional.of(last);
  }

  /** Whether the server is willing to take another request on the same connection. */
  boolean keepAlive() {
    if (has("Connection", "close")) {
      return false;
    }
    return minorVersion >= 1 || has("Connection", "keep-alive");
  }
}
