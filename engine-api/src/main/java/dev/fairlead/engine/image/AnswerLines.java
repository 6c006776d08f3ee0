package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.transport.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The lines of an answer that began well. What goes wrong after that comes as a line too, {@code
 * {"errorDetail":{"code","message"},"error"}}, and the answer ends as if all were well.
 */
final class AnswerLines {

  private static final int SHORT_ID = 12;
  private static final int LONG_ID = 64;
  private static final Pattern BREAK = Pattern.compile("\\s*[\\r\\n]+\\s*");

  private AnswerLines() {}

  /**
   * What the lines tell, until the end or until one of them is an error.
   *
   * @param response the answer
   * @param failure makes an error of a line that tells one
   * @param reader makes something of each other line, or null to pass it over; called in order, so
   *     that it has seen all lines before the one that is an error
   * @return what was made
   */
  static <T> Flux<T> of(
      HttpResponse response,
      Function<JsonObject, ContainerException> failure,
      Function<JsonObject, @Nullable T> reader) {
    return JsonObject.stream(
        response,
        line -> {
          if (error(line).isPresent()) {
            throw failure.apply(line);
          }
          return reader.apply(line);
        });
  }

  /** What a line says went wrong; empty if it does not. */
  static Optional<String> error(JsonObject line) {
    return line.object("errorDetail").text("message").or(() -> line.text("error"));
  }

  /** What a line says; empty text if it only has data. */
  static String words(JsonObject line) {
    return line.text("status").or(() -> line.text("stream")).orElse("").strip();
  }

  /** Whether an id of a line is that of a layer, and not a tag. */
  static boolean namesLayer(String id) {
    if (id.length() < SHORT_ID || id.length() > LONG_ID) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Words without line breaks. */
  static String oneLine(String words) {
    boolean broken = words.indexOf('\n') >= 0 || words.indexOf('\r') >= 0;
    return broken ? BREAK.matcher(words.strip()).replaceAll(" ") : words.strip();
  }

  /** A size as lines of progress have it; empty where it is zero, which only means not known. */
  static OptionalLong bytes(JsonObject line, String name) {
    OptionalLong number = line.object("progressDetail").number(name);
    return number.isPresent() && number.getAsLong() > 0 ? number : OptionalLong.empty();
  }
}
