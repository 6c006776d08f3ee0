package dev.fairlead.apple.log;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.spi.log.LogOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arguments of {@code container logs} (reference, sections 2.4 and 5). Pure functions. */
final class LogArguments {

  private LogArguments() {}

  /** What was written until now. */
  static Invocation of(String id, LogOptions options) {
    List<String> words = new ArrayList<>(List.of("logs"));
    options.tail().ifPresent(lines -> words.addAll(List.of("-n", String.valueOf(lines))));
    words.add(id);
    return new Invocation(words, Map.of());
  }

  /** All of it, and what comes. Without a number of lines it ends at once where there is none. */
  static Invocation following(String id) {
    return Invocation.of("logs", "--follow", "-n", String.valueOf(Integer.MAX_VALUE), id);
  }
}
