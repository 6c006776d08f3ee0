package dev.fairlead.engine;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;

/**
 * Makes messages of a log that was asked for with times: each frame is one. A message that is cut
 * off is never handed on, so that it can be read again whole.
 */
final class FramedMessages extends FrameAssembler<LogMessage> {

  private final ErrorContext context;

  FramedMessages(ErrorContext context) {
    super(context);
    this.context = context;
  }

  @Override
  void whole(StandardStream stream, byte[] array, int from, int to) {
    add(LogMessage.of(stream, ByteBuffer.wrap(array).slice(from, to - from)));
  }

  @Override
  boolean part(StandardStream stream, byte[] array, int from, int to, boolean last) {
    return false;
  }

  @Override
  void grown(int length) {
    if (length > LogMessages.LONGEST_MESSAGE) {
      throw new BackendFailureException(
          context,
          "a message of the log is longer than " + LogMessages.LONGEST_MESSAGE + " bytes",
          null);
    }
  }
}
