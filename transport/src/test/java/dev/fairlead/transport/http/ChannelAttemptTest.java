package dev.fairlead.transport.http;

import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Whoever waits for a connection is told what became of it, whatever went wrong. */
class ChannelAttemptTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final HttpAddress ADDRESS = new HttpAddress.Unix(Path.of("/nowhere"));

  private final ChannelLoop loop = ChannelLoop.start();

  @AfterEach
  void stop() {
    loop.stop();
  }

  private Mono<Wire> attempt(SocketAddress target) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Wire> actual) {
        actual.onSubscribe(new ChannelAttempt(loop, target, ADDRESS, LIMIT, actual));
      }
    };
  }

  /** No kind of socket knows it. */
  private static final class StrangeAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void anUnexpectedFailureIsTold() {
    attempt(new StrangeAddress())
        .as(StepVerifier::create)
        .expectError(UnsupportedAddressTypeException.class)
        .verify(LIMIT);
  }

  @Test
  void anAttemptOnALoopThatHasEndedIsTold() {
    loop.stop();
    attempt(new StrangeAddress()).as(StepVerifier::create).expectError().verify(LIMIT);
  }
}
