package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Demand reaches the socket: who asks for little gets little, and the server has to wait. */
class DemandTest extends ServerBackedTest {

  /**
   * What the kernel may hold of a connection. Linux lets TCP buffers grow up to the limits in
   * {@code tcp_rmem} and {@code tcp_wmem}, often 32 MiB and 4 MiB, while a reader is slow.
   */
  private static final long KERNEL_BYTES = 48L << 20;

  private static final int CHUNK = 32 << 10;

  private static ScriptedServer.Script endless(AtomicReference<ServerConnection> seen) {
    return connection -> {
      seen.set(connection);
      connection.readHead();
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] chunk = chunk();
      while (true) {
        connection.write(chunk);
      }
    };
  }

  private static byte[] chunk() {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK + 32);
    chunk.put((Integer.toHexString(CHUNK) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    chunk.position(chunk.position() + CHUNK).put(new byte[] {'\r', '\n'}).flip();
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    return bytes;
  }

  /** Counts bytes and asks only when told to. */
  private static final class Reader extends BaseSubscriber<ByteBuffer> {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong largest = new AtomicLong();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is asked for yet.
    }

    @Override
    protected void hookOnNext(ByteBuffer value) {
      received.addAndGet(value.remaining());
      largest.accumulateAndGet(value.remaining(), Math::max);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReaderThatAsksForNothingStopsTheServer(SocketKind kind) throws IOException {
    AtomicReference<ServerConnection> connection = new AtomicReference<>();
    ScriptedServer server = serve(kind, endless(connection));
    Reader reader = new Reader();
    transport(server).stream(HttpRequest.get("/").lane(Lane.STREAM), HttpResponse::body)
        .subscribe(reader);
    long stopped = written(connection);
    assertThat(stopped).isPositive().isLessThan(KERNEL_BYTES);
    assertThat(reader.received.get()).isZero();

    reader.request(4);
    eventually(LIMIT, () -> reader.received.get() > 0);
    long more = written(connection) - stopped;
    // Four buffers went, so about four buffers more were taken from the server, and not a stream.
    assertThat(more).isLessThan(KERNEL_BYTES / 2);
    assertThat(reader.largest.get()).isLessThanOrEqualTo(64 << 10);
    reader.cancel();
  }

  /** What the server has written when it has been standing still for a while. */
  private static long written(AtomicReference<ServerConnection> connection) {
    eventually(LIMIT, () -> connection.get() != null && connection.get().written() > 0);
    AtomicLong last = new AtomicLong(-1);
    AtomicLong since = new AtomicLong(System.nanoTime());
    eventually(
        LIMIT,
        () -> {
          long now = connection.get().written();
          if (now != last.getAndSet(now)) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > Duration.ofMillis(200).toNanos();
        });
    return last.get();
  }

  @ParameterizedTest
  @EnumSource
  void aSlowReaderOf256MegabytesNeverHasMuchInFlight(SocketKind kind) throws IOException {
    long total = 256L << 20;
    AtomicReference<ServerConnection> connection = new AtomicReference<>();
    ScriptedServer server =
        serve(
            kind,
            c -> {
              connection.set(c);
              c.readHead();
              c.write("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
              byte[] block = new byte[1 << 20];
              for (int i = 0; i < 256; i++) {
                c.write(block);
              }
              c.awaitEnd();
            });
    AtomicLong received = new AtomicLong();
    AtomicLong inFlight = new AtomicLong();
    transport(server).stream(HttpRequest.get("/").lane(Lane.STREAM), HttpResponse::body)
        .concatMap(
            buffer -> {
              long sum = received.addAndGet(buffer.remaining());
              inFlight.accumulateAndGet(connection.get().written() - sum, Math::max);
              Flux<Integer> size = Flux.just(buffer.remaining());
              return sum % 16 == 0 ? size.delayElements(Duration.ofMillis(1)) : size;
            },
            1)
        .reduce(0L, Long::sum)
        .as(StepVerifier::create)
        .expectNext(total)
        .expectComplete()
        .verify(Duration.ofSeconds(60));
    assertThat(inFlight.get()).isLessThan(KERNEL_BYTES);
  }

  @Test
  void jsonLinesReadNoFurtherThanAskedFor() throws IOException {
    AtomicReference<ServerConnection> connection = new AtomicReference<>();
    byte[] line = latin("{\"text\":\"" + "x".repeat(1000) + "\"}\n");
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            c -> {
              connection.set(c);
              c.readHead();
              c.write("HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                c.write(line);
              }
            });
    transport(server).stream(
            HttpRequest.get("/events").lane(Lane.STREAM),
            response -> response.jsonLines(Object.class))
        .as(flux -> StepVerifier.create(flux, 3))
        .expectNextCount(3)
        .then(() -> assertThat(written(connection)).isLessThan(KERNEL_BYTES))
        .thenRequest(500)
        .expectNextCount(500)
        .thenCancel()
        .verify(LIMIT);
  }

  @Test
  void jsonLinesThatEndInTheMiddleAreAnErrorAfterTheValuesBefore() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.TCP,
            c -> {
              c.readHead();
              c.write("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}\n{\"b\":2}{\"c\"");
            });
    transport(server).stream(
            HttpRequest.get("/events"), response -> response.jsonLines(Object.class))
        .as(StepVerifier::create)
        .expectNext(Map.of("a", 1), Map.of("b", 2))
        .expectErrorSatisfies(
            error -> assertThat(error).hasMessageContaining("GET /events to tcp://127.0.0.1:"))
        .verify(LIMIT);
  }
}
