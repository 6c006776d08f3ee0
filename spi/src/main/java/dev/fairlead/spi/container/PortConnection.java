package dev.fairlead.spi.container;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A connection to a port inside a container. Its owner ends with {@link #close()}. */
public interface PortConnection {

  /**
   * What the port sends. Can be subscribed to once.
   *
   * @return the bytes, until the port ends its side
   */
  Flux<ByteBuffer> receive();

  /**
   * Sends bytes to the port.
   *
   * @param bytes what is sent
   * @return completes when all was handed over
   */
  Mono<Void> send(Publisher<ByteBuffer> bytes);

  /**
   * Ends this side, while receiving goes on.
   *
   * @return completes when the other side was told
   */
  Mono<Void> closeOutput();

  /**
   * Releases the connection.
   *
   * @return completes when it is released; safe to subscribe to more than once
   */
  Mono<Void> close();
}
