package dev.fairlead.engine;

import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts the lines of a log, of which the last one may have no newline. */
final class LineCount {

  private long lines;
  private boolean open;

  private LineCount() {}

  static Mono<Long> of(Flux<LogMessage> messages) {
    return messages
        .reduceWith(LineCount::new, LineCount::with)
        .map(count -> count.lines + (count.open ? 1 : 0));
  }

  private LineCount with(LogMessage message) {
    open = !ends(message);
    lines += open ? 0 : 1;
    return this;
  }

  /** The messages behind so many lines. */
  static Flux<LogMessage> after(long lines, Flux<LogMessage> messages) {
    return Flux.defer(
        () -> {
          LineCount passed = new LineCount();
          return messages.skipWhile(message -> passed.lines < lines && passed.pass(message));
        });
  }

  private boolean pass(LogMessage message) {
    with(message);
    return true;
  }

  /** Whether a line ends with a message. */
  static boolean ends(LogMessage message) {
    ByteBuffer bytes = message.bytes();
    return bytes.hasRemaining() && bytes.get(bytes.limit() - 1) == '\n';
  }
}
