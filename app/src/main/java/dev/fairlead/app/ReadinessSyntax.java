package dev.fairlead.app;

import dev.fairlead.core.ready.Readiness;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What can be waited for: {@code running}, {@code healthy}, {@code port=N}, {@code log=REGEX},
 * {@code http=PORT[/PATH][:STATUS]}.
 */
final class ReadinessSyntax {

  private static final Pattern HTTP =
      Pattern.compile("(?<port>[0-9]{1,5})(?<path>/.*?)?(?::(?<status>[0-9]{3}))?");

  private ReadinessSyntax() {}

  /**
   * Reads one condition.
   *
   * @param text what follows {@code --for}
   * @return the condition
   * @throws IllegalArgumentException if the text has another form
   */
  static Readiness parse(String text) {
    int equals = text.indexOf('=');
    String value = text.substring(equals + 1);
    return switch (equals < 0 ? text : text.substring(0, equals + 1)) {
      case "running" -> Readiness.running();
      case "healthy" -> Readiness.healthy();
      case "port=" -> Readiness.listening(port(text, value));
      case "log=" -> Readiness.logged(pattern(text, value));
      case "http=" -> http(text, value);
      default ->
          throw new IllegalArgumentException(
              "'"
                  + text
                  + "' cannot be waited for; use running, healthy, port=N, log=REGEX or"
                  + " http=PORT/PATH[:STATUS]");
    };
  }

  private static Readiness http(String text, String value) {
    Matcher form = HTTP.matcher(value);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' names no HTTP answer; write http=PORT/PATH or http=PORT/PATH:STATUS");
    }
    String path = form.group("path");
    String status = form.group("status");
    return new Readiness.Answering(
        port(text, form.group("port")),
        path == null ? "/" : path,
        status == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(status)));
  }

  private static int port(String text, String digits) {
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "'" + text + "' names no port; a port is a number from 1 to 65535");
    }
    return port;
  }

  private static Pattern pattern(String text, String regex) {
    if (regex.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no line; write log=REGEX");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a regular expression: " + e.getDescription(), e);
    }
  }
}
