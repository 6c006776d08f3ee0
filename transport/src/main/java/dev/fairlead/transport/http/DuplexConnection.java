package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection on which both sides send bytes.
 *
 * <p>This side may end its output first and go on reading. When the peer ends its output, the
 * connection is over for both: {@link #receive()} completes and nothing more can be sent.
 *
 * <p>Whoever received the connection closes it: by {@link #close()}, by cancelling {@link
 * #receive()}, or by reading it to its end.
 */
public interface DuplexConnection {

  /**
   * The bytes that the peer sends.
   *
   * <p>Demand reaches the socket: while nothing is requested, nothing is read beyond one buffer of
   * at most 64 KiB. Each buffer is read-only and belongs to the subscriber. Completes at the peer's
   * end of stream. There can be one subscriber; a second one gets an {@link IllegalStateException}.
   * Cancelling closes the connection, both ways.
   *
   * <p>Errors: {@link TransportException} of kind {@code CUT} if the connection is reset, {@code
   * CLOSED} if this side closed it.
   *
   * @return the peer's bytes
   */
  Flux<ByteBuffer> receive();

  /**
   * Sends bytes.
   *
   * <p>The source is asked for more only while the socket takes them; at most about 256 KiB and one
   * buffer wait in memory. A buffer must not be changed after it was handed over. May be called
   * again after the last one ended, never at the same time. Cancelling cancels the source and
   * leaves the connection open.
   *
   * <p>Errors: those of the source; {@link TransportException} of kind {@code CUT} if the peer does
   * not take any more, while {@link #receive()} goes on; {@code CLOSED} after {@link #close()} or
   * {@link #shutdownOutput()}; {@link IllegalStateException} if another send is running.
   *
   * @param source the bytes, in order
   * @return completes when all of them are in the hands of the operating system
   */
  Mono<Void> send(Publisher<ByteBuffer> source);

  /**
   * Tells the peer that nothing more will be sent (half-close), while receiving goes on.
   *
   * <p>Idempotent. What was sent before arrives first. A peer that is gone already is no error.
   *
   * @return completes when the end of stream is on its way
   */
  Mono<Void> shutdownOutput();

  /**
   * Closes both directions at once. Idempotent, and never fails.
   *
   * @return completes when the socket is closed
   */
  Mono<Void> close();
}
