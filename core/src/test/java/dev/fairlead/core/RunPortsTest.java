package dev.fairlead.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.forward.PortForward;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.tck.fake.FakeBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Published ports on a runtime that publishes none and lets clients connect. */
class RunPortsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final FakeBackend fake =
      FakeBackend.builder()
          .image("here")
          .without(Capability.PORT_PUBLISH, Capability.RANDOM_HOST_PORT)
          .build();

  /** Says hello to everybody who connects. */
  private static final class Greeting implements PortConnection {
    @Override
    public Flux<ByteBuffer> receive() {
      return Flux.just(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Mono<Void> send(Publisher<ByteBuffer> bytes) {
      return Flux.from(bytes).then();
    }

    @Override
    public Mono<Void> closeOutput() {
      return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
      return Mono.empty();
    }
  }

  private ContainerRuntime runtime() {
    Backend greeting =
        Interposed.containers(fake, "connectPort", refused -> Mono.just(new Greeting()));
    return ContainerRuntime.builder(Interposed.declaring(greeting, Capability.PORT_FORWARD))
        .build();
  }

  private static RunRequest asked(PortBinding port) {
    return RunRequest.of(
        ContainerSpec.builder("here").command("sh", "-c", "sleep 60").port(port).build());
  }

  private static String got(PortBinding port) throws IOException {
    try (Socket socket =
        new Socket(
            InetAddress.getByName(port.hostAddress().orElseThrow()),
            port.hostPort().orElseThrow())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theClientListensForAsLongAsTheRunIsItsOwn() throws IOException {
    RunningContainer run =
        Objects.requireNonNull(runtime().run(asked(PortBinding.randomTcp(80))).block(LIMIT));
    PortBinding port = run.forwarded().get(0);
    assertThat(port.containerPort()).isEqualTo(80);
    assertThat(got(port)).isEqualTo("hello");
    assertThat(got(port)).isEqualTo("hello");
    run.close().block(LIMIT);
    Mono.fromCallable(() -> got(port))
        .as(StepVerifier::create)
        .expectError(IOException.class)
        .verify(LIMIT);
    fake.containers().remove(run.id(), RemoveOptions.force()).block(LIMIT);
  }

  @Test
  void aPortInUseHereMakesNothing() {
    PortForward taken =
        Objects.requireNonNull(PortForward.listen("test", PortBinding.randomTcp(80)).block(LIMIT));
    runtime()
        .run(asked(PortBinding.tcp(taken.binding().hostPort().orElseThrow(), 80)))
        .as(StepVerifier::create)
        .expectError(PortInUseException.class)
        .verify(LIMIT);
    assertThat(fake.containers().list(ContainerFilter.all()).collectList().block(LIMIT)).isEmpty();
    taken.close().block(LIMIT);
  }

  @Test
  void whatTheClientCannotDoStaysRefused() {
    runtime()
        .run(asked(new PortBinding(53, PortProtocol.UDP, Optional.empty(), OptionalInt.empty())))
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(LIMIT);
  }
}
