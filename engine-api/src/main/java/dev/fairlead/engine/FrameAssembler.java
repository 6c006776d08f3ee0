package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.http.BodyDecoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames of a log together right where its bytes come in. What one read brings lies in one
 * array, without headings, which its frames share and nothing else does; a frame that is not whole
 * at the end of a read begins the next array.
 *
 * @param <T> what is made of frames
 */
abstract class FrameAssembler<T> implements BodyDecoder<T> {

  private static final byte[] NOTHING = {};
  private static final VarHandle HEADING =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final FrameHeader header;

  /** What is ready is one value nearly always, and has not to go through a queue then. */
  private @Nullable T first;

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
    if (first == null && ready.isEmpty()) {
      first = value;
    } else {
      ready.add(value);
    }
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
      takeWhole(in);
      if (!in.hasRemaining()) {
        return;
      }
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

  /**
   * Takes what frames there are from heading to end, which nearly all are: this decides the speed.
   */
  private void takeWhole(ByteBuffer in) {
    if (!in.hasArray() || header.isBegun()) {
      return;
    }
    byte[] from = in.array();
    int offset = in.arrayOffset();
    int at = offset + in.position();
    int last = offset + in.limit() - FrameHeader.BYTES;
    int place = end;
    while (at <= last) {
      long heading = (long) HEADING.get(from, at);
      int length = (int) heading;
      if (!FrameHeader.isOfOutput(heading) || length < 0 || length > last - at) {
        break;
      }
      at += FrameHeader.BYTES;
      System.arraycopy(from, at, bytes, place, length);
      at += length;
      grown(length);
      whole(FrameHeader.streamOf(heading), bytes, place, place + length);
      place += length;
    }
    frame = place;
    end = place;
    in.position(at - offset);
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
    T only = first;
    if (only != null) {
      first = null;
      out.accept(only);
    }
    for (T value = ready.poll(); value != null; value = ready.poll()) {
      out.accept(value);
    }
  }
}
