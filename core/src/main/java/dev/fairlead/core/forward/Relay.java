package dev.fairlead.core.forward;

import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A client's connection and the one to the port, as one. It is over when the port ends its side.
 *
 * <p>A client that ends its side may still wait for an answer. Where the runtime cannot pass such
 * an end on, nobody inside learns of it, and the connection is given up when the port has been
 * silent for a while.
 */
final class Relay {

  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** So long a client has to take note of the end before it is closed. */
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final LocalConnection client;
  private final PortConnection port;
  private final Sinks.Empty<Void> hungUp = Sinks.empty();
  private final Sinks.Empty<Void> done = Sinks.empty();

  Relay(LocalConnection client, PortConnection port) {
    this.client = client;
    this.port = port;
  }

  /** Passes bytes in both ways. */
  Mono<Void> run() {
    return Mono.firstWithSignal(toClient(), toPort().then(Mono.never()));
  }

  private Mono<Void> toPort() {
    return port.send(client.receive())
        .then(Mono.defer(port::closeOutput))
        .onErrorResume(
            OperationUnsupportedException.class, cannot -> Mono.fromRunnable(hungUp::tryEmitEmpty))
        // Why the port takes nothing more is told by what it sends.
        .onErrorResume(ContainerException.class, error -> Mono.empty())
        .doOnTerminate(done::tryEmitEmpty);
  }

  private Mono<Void> toClient() {
    Mono<Long> tooLong = hungUp.asMono().then(Mono.delay(SILENCE));
    Flux<ByteBuffer> received = port.receive().timeout(tooLong, any -> tooLong, Flux.empty());
    return client
        .send(received)
        .then(Mono.defer(client::finish))
        // A socket that is closed with something unread in it takes back what it sent.
        .then(Mono.defer(() -> done.asMono().timeout(GOODBYE, Mono.empty())));
  }
}
