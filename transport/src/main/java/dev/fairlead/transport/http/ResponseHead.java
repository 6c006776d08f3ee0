package dev.fairlead.transport.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Status line and headers of a response (RFC 9112, sections 4 and 5). */
record ResponseHead(int minorVersion, int status, List<Map.Entry<String, String>> headers) {

  static ResponseHead parse(String text) {
    String[] lines = text.split("\r?\n", -1);
    String statusLine = lines[0];
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
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isEmpty()) {
        headers.add(parseHeader(lines[i]));
      }
    }
    return new ResponseHead(
        statusLine.charAt(7) - '0',
        Integer.parseInt(statusLine.substring(9, 12)),
        List.copyOf(headers));
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
    return headers.stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Whether a comma-separated header has a word among its values. */
  boolean has(String name, String word) {
    return headers.stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .flatMap(entry -> List.of(entry.getValue().split(",", -1)).stream())
        .anyMatch(value -> value.trim().equalsIgnoreCase(word));
  }

  /** The last transfer coding in lower case, or empty if none was applied. */
  Optional<String> lastTransferCoding() {
    return headers.stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase("Transfer-Encoding"))
        .flatMap(entry -> List.of(entry.getValue().split(",", -1)).stream())
        .map(value -> value.trim().toLowerCase(Locale.ROOT))
        .filter(value -> !value.isEmpty() && !value.equals("identity"))
        .reduce((first, second) -> second);
  }

  /** Whether the server is willing to take another request on the same connection. */
  boolean keepAlive() {
    if (has("Connection", "close")) {
      return false;
    }
    return minorVersion >= 1 || has("Connection", "keep-alive");
  }
}
