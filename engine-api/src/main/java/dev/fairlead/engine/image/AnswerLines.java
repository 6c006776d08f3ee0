package dev.fairlead.engine.image;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.transport.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/**
 * The lines of an answer that began well. What goes wrong after that comes as a line too, {@code
 * {"errorDetail":{"code","message"},"error"}}, and the answer ends as if all were well.
 */
final class AnswerLines {

  private AnswerLines() {}

  /**
   * The lines until the end or until one of them is an error.
   *
   * @param response the answer
   * @param failure makes an error of a line that tells one
   * @return the other lines
   */
  static Flux<JsonObject> of(HttpResponse response, Function<JsonObject, Throwable> failure) {
    return JsonObject.stream(response)
        .handle(
            (line, sink) -> {
              if (error(line).isPresent()) {
                sink.error(failure.apply(line));
              } else {
                sink.next(line);
              }
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

  /** Words without line breaks. */
  static String oneLine(String words) {
    return words.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  /** A size as lines of progress have it; empty where it is zero, which only means not known. */
  static OptionalLong bytes(JsonObject line, String name) {
    OptionalLong number = line.object("progressDetail").number(name);
    return number.isPresent() && number.getAsLong() > 0 ? number : OptionalLong.empty();
  }
}
