package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;

/**
 * Makes output of a log. Frames of one stream that came with one read become one piece of output,
 * which so ends where a frame does: with the line, in a log of lines. A daemon sends a frame for
 * each line, and an object for each would cost more than all of its bytes. Only a frame that is
 * longer than {@link #LONGEST_HELD} is handed on in parts.
 */
final class LogFrames extends FrameAssembler<OutputFrame> {

  /** Daemons take in a line in pieces of 16 KiB, so that longer frames are no lines. */
  static final int LONGEST_HELD = 32 << 10;

  private static final byte[] NOTHING = {};

  private StandardStream stream = StandardStream.STDOUT;
  private byte[] array = NOTHING;
  private int from;
  private int to;

  LogFrames(ErrorContext context) {
    super(context);
  }

  @Override
  void whole(StandardStream of, byte[] in, int begin, int end) {
    if (begin == end) {
      return;
    }
    if (of == stream && in == array && begin == to) {
      to = end;
      return;
    }
    arrayEnds();
    stream = of;
    array = in;
    from = begin;
    to = end;
  }

  @Override
  boolean part(StandardStream of, byte[] in, int begin, int end, boolean last) {
    if (!last && end - begin <= LONGEST_HELD) {
      return false;
    }
    whole(of, in, begin, end);
    return true;
  }

  @Override
  void arrayEnds() {
    if (to > from) {
      add(OutputFrame.of(stream, ByteBuffer.wrap(array, from, to - from)));
    }
    array = NOTHING;
    from = 0;
    to = 0;
  }
}
