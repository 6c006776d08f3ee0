package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The request's way out. That the server takes no more is remembered and is no verdict: a server
 * that rejects early answers and closes, and that answer is still to be read.
 */
final class Sending implements WireWriter.Progress {

  /** Told, on the event loop, what the rest of the exchange has to know of it. */
  interface Listener {
    /** Bytes are on their way, or went out. */
    void sendingMoved();

    /** The source of the body signalled an error. */
    void sourceFailed(Throwable cause);
  }

  /** A body up to here is cheaper to copy behind its head than to be written beside it. */
  private static final int WRITTEN_AS_ONE = 4 << 10;

  private final Wire wire;
  private final Listener listener;
  private @Nullable Upload upload;
  private @Nullable Throwable failure;
  private boolean done;
  private boolean stopped;
  private boolean ending;
  private @Nullable Runnable afterwards;

  Sending(Wire wire, Listener listener) {
    this.wire = wire;
    this.listener = listener;
  }

  void begin(ByteBuffer head, RequestBody content, Context context) {
    if (content instanceof RequestBody.Streamed streamed) {
      wire.write(this::headWritten, head);
      WireWriter writer = new WireWriter(wire, WireWriter.Framing.CHUNKED, this, context);
      upload = writer;
      streamed.content().subscribe(writer);
    } else if (content instanceof RequestBody.File file) {
      wire.write(problem -> sendFile(problem, file, context), head);
    } else if (content instanceof RequestBody.Bytes bytes) {
      ByteBuffer body = bytes.content().duplicate();
      if (body.remaining() <= WRITTEN_AS_ONE) {
        wire.write(this::allWritten, joined(head, body));
      } else {
        wire.write(this::allWritten, head, body);
      }
    } else {
      wire.write(this::allWritten, head);
    }
  }

  private static ByteBuffer joined(ByteBuffer head, ByteBuffer body) {
    return ByteBuffer.allocate(head.remaining() + body.remaining()).put(head).put(body).flip();
  }

  private void headWritten(@Nullable Throwable problem) {
    if (problem != null) {
      writeFailed(problem);
    }
  }

  private void sendFile(@Nullable Throwable problem, RequestBody.File file, Context context) {
    if (problem != null) {
      writeFailed(problem);
    } else if (!stopped) {
      upload = wire.send(file, this, context);
    }
  }

  private void allWritten(@Nullable Throwable problem) {
    if (problem == null) {
      done();
    } else {
      writeFailed(problem);
    }
  }

  @Override
  public void moved() {
    listener.sendingMoved();
  }

  @Override
  public void done() {
    done = true;
    upload = null;
    if (!stopped) {
      listener.sendingMoved();
    }
    ended();
  }

  @Override
  public void stopped() {
    ended();
  }

  private void ended() {
    ending = false;
    Runnable next = afterwards;
    afterwards = null;
    if (next != null) {
      next.run();
    }
  }

  @Override
  public void sourceFailed(Throwable cause) {
    upload = null;
    if (!stopped) {
      listener.sourceFailed(cause);
    }
    ended();
  }

  @Override
  public void writeFailed(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    upload = null;
    stop();
    ended();
  }

  /** Sends no more of a body; its source is cancelled. */
  void stop() {
    stopped = true;
    Upload going = upload;
    if (going != null) {
      going.cancel();
      ending = going.tellsWhenStopped();
      upload = null;
    }
  }

  /** Does something once it is known whether all went out, which may be now. */
  void whenEnded(Runnable next) {
    if (ending) {
      Runnable before = afterwards;
      afterwards =
          before == null
              ? next
              : () -> {
                before.run();
                next.run();
              };
    } else {
      next.run();
    }
  }

  void onWritable() {
    Upload going = upload;
    if (going != null) {
      going.onWritable();
    }
  }

  /** Whether it is this side that has to go on. */
  boolean awaitsSource() {
    Upload going = upload;
    return going != null && going.awaitsSource();
  }

  /** Whether all of the request went out. */
  boolean isDone() {
    return done;
  }

  /** Why the server took no more, if that was so. */
  @Nullable Throwable failure() {
    return failure;
  }
}
