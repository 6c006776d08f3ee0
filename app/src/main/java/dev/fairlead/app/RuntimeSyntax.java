package dev.fairlead.app;

import dev.fairlead.core.report.RuntimeSelection;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which runtime is meant, where one command needs several: a name, an endpoint, or both. */
final class RuntimeSyntax {

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_.-]+)(?:@(.+))?");

  private RuntimeSyntax() {}

  /**
   * Reads {@code docker}, {@code tcp://127.0.0.1:2375}, {@code /run/docker.sock} or {@code
   * docker@unix:///run/docker.sock}.
   *
   * @param text what was typed
   * @return what is chosen by it
   * @throws IllegalArgumentException if the text has another form
   */
  static RuntimeSelection selection(String text) {
    Matcher named = NAMED.matcher(text);
    if (!named.matches()) {
      return RuntimeSelection.any().at(endpoint(text));
    }
    RuntimeSelection runtime = RuntimeSelection.named(named.group(1));
    return named.group(2) == null ? runtime : runtime.at(endpoint(named.group(2)));
  }

  /**
   * Reads an endpoint; a path is that of a Unix socket.
   *
   * @param text what was typed
   * @return the endpoint
   * @throws IllegalArgumentException if the text is none
   */
  static URI endpoint(String text) {
    try {
      return URI.create(text.startsWith("/") ? "unix://" + text : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an endpoint; write for example unix:///run/docker.sock or"
              + " tcp://127.0.0.1:2375",
          e);
    }
  }
}
