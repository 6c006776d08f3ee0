package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.exec.ExecSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Connections to ports in pods of a real cluster. */
@Tag("side-by-side")
class PodPortsIT {

  private static final Duration LIMIT = StreamedCluster.LIMIT;

  @RegisterExtension private final StreamedCluster cluster = new StreamedCluster();

  @Test
  void whatIsSentComesBackByteExact() {
    ContainerId id = cluster.script("exec nc -ll -p 7000 -e cat");
    byte[] data = new byte[1_000_000];
    new Random(5).nextBytes(data);
    PortConnection connection = listening(id, 7000);
    Flux<ByteBuffer> source =
        Flux.range(0, 10).map(i -> ByteBuffer.wrap(data, i * 100_000, 100_000).slice());
    ByteBuffer back = ByteBuffer.allocate(data.length);
    Mono<Boolean> received =
        connection
            .receive()
            .doOnNext(back::put)
            .takeUntil(chunk -> !back.hasRemaining())
            .then(Mono.just(true));
    Mono.zip(connection.send(source).thenReturn(true), received)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(LIMIT);
    assertThat(back.array()).isEqualTo(data);
    connection.close().block(LIMIT);
  }

  /** The container listens a moment after its start. */
  private PortConnection listening(ContainerId id, int port) {
    return Mono.usingWhen(
            cluster.streams().exec(id, ExecSpec.of("sh", "-c", waiting(port))),
            process -> process.exit(),
            process -> process.close())
        .then(cluster.streams().connectPort(id, port))
        .block(LIMIT);
  }

  private static String waiting(int port) {
    String hex = String.format(":%04X", port);
    return "until grep -q '" + hex + " .* 0A ' /proc/net/tcp /proc/net/tcp6; do sleep 0.1; done";
  }

  @Test
  void aPortWhereNobodyListensIsAnError() {
    ContainerId id = cluster.idle();
    cluster
        .streams()
        .connectPort(id, 7001)
        .flatMapMany(
            connection ->
                connection
                    .send(Mono.just(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8))))
                    .onErrorComplete()
                    .thenMany(connection.receive()))
        .as(StepVerifier::create)
        .expectError(BackendFailureException.class)
        .verify(LIMIT);
  }
}
