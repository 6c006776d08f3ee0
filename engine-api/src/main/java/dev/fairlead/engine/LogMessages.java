package dev.fairlead.engine;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.StandardStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Puts the messages of a terminal's log together that was asked for with times. A message that is
 * cut off is never handed on, so that it can be read again whole.
 */
final class LogMessages {

  static final int LONGEST_MESSAGE = 1 << 20;

  private final ErrorContext context;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  private LogMessages(ErrorContext context) {
    this.context = context;
  }

  /** Of a terminal's form: messages end with a newline, or where the daemon's buffer was full. */
  static Flux<LogMessage> raw(Flux<ByteBuffer> chunks, ErrorContext context) {
    return Flux.defer(
        () -> {
          LogMessages messages = new LogMessages(context);
          return chunks
              .concatMapIterable(messages::addRaw, FrameDecoder.READ_AHEAD)
              .concatWith(Flux.defer(() -> Flux.fromIterable(messages.rest())));
        });
  }

  private void keep(ByteBuffer bytes) {
    if (begun.size() + bytes.remaining() > LONGEST_MESSAGE) {
      throw new BackendFailureException(
          context, "a message of the log is longer than " + LONGEST_MESSAGE + " bytes", null);
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    begun.writeBytes(copy);
  }

  private List<LogMessage> addRaw(ByteBuffer chunk) {
    List<LogMessage> messages = new ArrayList<>();
    ByteBuffer rest = chunk.slice();
    while (rest.hasRemaining()) {
      int newline = 0;
      while (newline < rest.remaining() && rest.get(rest.position() + newline) != '\n') {
        newline++;
      }
      boolean ends = newline < rest.remaining();
      int length = ends ? newline + 1 : newline;
      keep(rest.slice(rest.position(), length));
      rest.position(rest.position() + length);
      if (ends || begun.size() >= RawFragments.DECIDABLE) {
        cut(ends, messages);
      }
    }
    return messages;
  }

  /** Hands on what is whole: fragments of a long line, and the line if it has ended. */
  private void cut(boolean ended, List<LogMessage> messages) {
    byte[] line = begun.toByteArray();
    begun.reset();
    int from = 0;
    for (int next = RawFragments.next(line, from); next > 0; next = RawFragments.next(line, from)) {
      messages.add(message(line, from, next));
      from = next;
    }
    if (ended) {
      messages.add(message(line, from, line.length));
    } else {
      begun.write(line, from, line.length - from);
    }
  }

  private List<LogMessage> rest() {
    List<LogMessage> messages = new ArrayList<>();
    if (begun.size() > 0) {
      cut(true, messages);
    }
    return messages;
  }

  private static LogMessage message(byte[] line, int from, int to) {
    return LogMessage.of(StandardStream.STDOUT, ByteBuffer.wrap(line, from, to - from).slice());
  }
}
