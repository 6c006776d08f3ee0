package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.http.BodyDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Puts frames of a log together right where its bytes come in. What one read brings lies in one
 * array, without headings, which its frames share and nothing else does; a frame that is not whole
 * at the end of a read begins the next array.
 *
 * @param <T> what is made of frames
 */
abstract class FrameAssembler<T> implements BodyDecoder<T> {

  private static final byte[] NOTHING = {};

  private final FrameHeader header;
  private final Queue<T> ready = new ArrayDeque<>(2);
  private byte[] bytes = NOTHING;
  private int frame;
  private int end;

  FrameAssembler(ErrorContext context) {
    header = new FrameHeader(context);
  }

  /** A frame is whole: the bytes between two places of an array, which stay what they are. */
  abstract void whole(StandardStream stream, byte[] array, int from, int to);

  /** What is there of a frame at the end of a read, or of all: false to keep it. */
  abstract boolean part(StandardStream stream, byte[] array, int from, int to, boolean last);

  /** A frame has come to be so long by now. */
  void grown(int length) {}

  /** A read, and with it the array, has come to its end. */
  void arrayEnds() {}

  /** Adds what is ready for the subscriber. */
  final void add(T value) {
    ready.add(value);
  }

  @Override
  public final void begin(int atMost) {
    int kept = end - frame;
    byte[] next = new byte[kept + atMost];
    System.arraycopy(bytes, frame, next, 0, kept);
    bytes = next;
    frame = 0;
    end = kept;
  }

  @Override
  public final void take(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (header.remaining() == 0) {
        if (header.read(in) && header.remaining() == 0) {
          whole(header.stream(), bytes, frame, end);
        }
      } else if (header.isDaemonError()) {
        header.readDaemonError(in);
      } else {
        int length = (int) Math.min(header.remaining(), in.remaining());
        in.get(bytes, end, length);
        end += length;
        header.taken(length);
        grown(end - frame);
        if (header.remaining() == 0) {
          whole(header.stream(), bytes, frame, end);
          frame = end;
        }
      }
    }
  }

  @Override
  public final void drain(Consumer<? super T> out) {
    handOn(false, out);
  }

  @Override
  public final void end(Consumer<? super T> out) {
    handOn(true, out);
    header.finish();
  }

  @Override
  public final void cut(Consumer<? super T> out) {
    handOn(true, out);
  }

  private void handOn(boolean last, Consumer<? super T> out) {
    if (end > frame && part(header.stream(), bytes, frame, end, last)) {
      frame = end;
    }
    arrayEnds();
    if (frame == end) {
      bytes = NOTHING;
      frame = 0;
      end = 0;
    }
    for (T value = ready.poll(); value != null; value = ready.poll()) {
      out.accept(value);
    }
  }
}
