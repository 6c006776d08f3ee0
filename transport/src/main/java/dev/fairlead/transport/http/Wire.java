package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One connection: bytes in on demand, bytes out, half-close, close.
 *
 * <p>Unless said otherwise, methods are called on the wire's event loop, which {@link #execute}
 * leads to.
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

  /** Runs a task on the event loop, at once if this is it. Any thread. */
  void execute(Runnable task);

  /** Runs a task on the event loop after a while. */
  Future<?> schedule(Runnable task, long delayNanos);

  /** Says whose the wire is from now on. */
  void owner(WireListener next);

  /** Asks for one more read. Asked twice before one came, it is still one. */
  void read();

  /** Whether more is taken without being piled up. */
  boolean isWritable();

  /** Sends buffers as one, and tells when they are with the operating system. */
  void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers);

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
