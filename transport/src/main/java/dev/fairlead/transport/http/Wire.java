package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One connection: bytes in on demand, bytes out, half-close, close.
 *
 * <p>Unless said otherwise, methods are called where the wire's work is done, which {@link
 * #execute} leads to: on its event loop, and for one that has held that up, on a thread of its own.
 */
interface Wire {

  /** Where the wire leads. Any thread. */
  HttpAddress address();

  /** Whether an exchange went over this wire before. Any thread. */
  boolean used();

  /** Remembers that an exchange goes over this wire. */
  void markUsed();

  /** Whether bytes can still come and go, as far as is known. Any thread. */
  boolean isOpen();

  /** Does something as part of the wire's work, at once if this thread is at it. Any thread. */
  void execute(Runnable task);

  /**
   * The same, and on this thread also if nobody is at it, so that what is short is not handed over.
   */
  default void executeHere(Runnable task) {
    execute(task);
  }

  /**
   * Has the wire's work done on threads that may block, until it changes hands, and does something
   * there. Any thread.
   */
  void goApart(Runnable first);

  /** Does something as part of the wire's work after a while. Any thread. */
  Future<?> schedule(Runnable task, long delayNanos);

  /** The one time that the owner may set. */
  WireClock clock();

  /** Says whose the wire is from now on. */
  void owner(WireListener next);

  /**
   * Says that nothing of what the last owner still does there holds up the next one. The last thing
   * that is done to a wire before it is handed on.
   */
  default void changeHands() {}

  /** Asks for one more read. Asked twice before one came, it is still one. */
  void read();

  /** Whether more is taken without being piled up. */
  boolean isWritable();

  /** Sends buffers as one, and tells when they are with the operating system. */
  void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers);

  /** Sends a file, where nothing else is on its way, and tells how that goes. */
  default Upload send(RequestBody.File file, WireWriter.Progress progress, Context context) {
    WireWriter writer = WireWriter.ofLength(this, file.bytes(), progress, context);
    Publisher<ByteBuffer> pieces = FilePieces.of(file);
    pieces.subscribe(writer);
    return writer;
  }

  /** Sends everything written so far, then the end of this side's stream. */
  void shutdownOutput(Runnable done);

  /** Closes the connection at once. Idempotent. Any thread. */
  void close();

  /** Completes when the connection is closed. Any thread. */
  Mono<Void> onClose();

  /** Runs a task once the connection is closed. Any thread. */
  void whenClosed(Runnable task);

  /** Between owners: nothing is expected, so anything that comes ends the wire. */
  enum Unowned implements WireListener {
    /** The only one. */
    INSTANCE;

    @Override
    public void onBytes(ByteBuffer bytes) {
      throw new IllegalStateException("bytes on a connection that nobody reads");
    }

    @Override
    public void onEnd() {}

    @Override
    public void onFailure(Throwable cause) {}
  }
}
