package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.log.LogLine;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks for lines in the log of a container. */
final class LogSearch {

  private static final int TAIL_LINES = 5;
  private static final int SHOWN_CHARACTERS = 200;

  private final ContainerRuntime runtime;
  private final ContainerId id;

  LogSearch(ContainerRuntime runtime, ContainerId id) {
    this.runtime = runtime;
    this.id = id;
  }

  /**
   * Follows the log until a line matches.
   *
   * @param pattern found anywhere in a line
   * @param seen told each other line, in words
   * @return the line, in words; empty if the log ends without it
   */
  Mono<String> find(Pattern pattern, Consumer<String> seen) {
    return lines(LogOptions.following())
        .filter(
            line -> {
              boolean found = pattern.matcher(line.text()).find();
              if (!found) {
                seen.accept("the line " + quoted(line));
              }
              return found;
            })
        .next()
        .map(line -> "it wrote " + quoted(line));
  }

  /** How the log ends, to be added to a message. */
  Mono<String> tail() {
    if (!runtime.capabilities().has(Capability.LOGS)
        || !runtime.capabilities().has(Capability.LOG_TAIL)) {
      return Mono.just("");
    }
    return lines(LogOptions.all().withTail(TAIL_LINES))
        .map(LogSearch::quoted)
        .collectList()
        .map(lines -> lines.isEmpty() ? "; its log is empty" : "; its log ends: " + join(lines));
  }

  private static String join(Iterable<String> lines) {
    return String.join(" | ", lines);
  }

  private Flux<LogLine> lines(LogOptions options) {
    return LogLines.of(runtime.containers().logs(id, options));
  }

  private static String quoted(LogLine line) {
    return "'" + shortened(line.text().strip()) + "'";
  }

  static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
