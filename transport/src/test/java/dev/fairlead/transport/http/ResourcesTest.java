package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Descriptors and threads are given back. */
class ResourcesTest extends ServerBackedTest {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static long descriptors() {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ioThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fairlead-io-"))
        .count();
  }

  /** How many threads all connections share at most. */
  long mostIoThreads() {
    return Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  private static void answerAll(ServerConnection connection) throws IOException {
    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThousandRequestsLeaveNoDescriptorBehind(SocketKind kind) throws IOException {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "needs /proc");
    ScriptedServer server = serve(kind, ResourcesTest::answerAll);
    HttpTransport transport = transport(server);
    Mono<String> control = transport.fetch(HttpRequest.get("/"), response -> response.text(10));
    Mono<String> single =
        transport.fetch(HttpRequest.get("/").lane(Lane.STREAM), response -> response.text(10));
    Flux.concat(control, single).blockLast(LIMIT);
    long before = descriptors();
    Flux.range(0, 500)
        .concatMap(i -> Flux.concat(control, single))
        .as(StepVerifier::create)
        .expectNextCount(1000)
        .expectComplete()
        .verify(LIMIT);
    eventually(Duration.ofSeconds(5), () -> descriptors() <= before + 2);
  }

  @Test
  void manyStreamsShareTheThreadsAndTheLastTransportEndsThem() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\n\r\nx");
              connection.awaitEnd();
            });
    HttpTransport first = transport(server);
    HttpTransport second = transport(server);
    Flux.range(0, 100)
        .flatMap(
            i ->
                (i % 2 == 0 ? first : second)
                    .stream(HttpRequest.get("/").lane(Lane.STREAM), HttpResponse::body),
            100)
        .take(100)
        .as(StepVerifier::create)
        .expectNextCount(100)
        .expectComplete()
        .verify(LIMIT);
    long threads = ioThreads();
    assertThat(threads).isBetween(1L, mostIoThreads());
    first.close().then(first.close()).block(LIMIT);
    assertThat(ioThreads()).isEqualTo(threads);
    second.close().block(LIMIT);
    eventually(LIMIT, () -> ioThreads() == 0);
  }

  @Test
  void signalsComeOnThreadsThatMustNotBlock() throws IOException {
    ScriptedServer server = serve(SocketKind.UNIX, ResourcesTest::answerAll);
    transport(server)
        .fetch(
            HttpRequest.get("/"),
            response -> response.text(10).map(text -> Schedulers.isInNonBlockingThread()))
        .as(StepVerifier::create)
        .expectNext(true)
        .expectComplete()
        .verify(LIMIT);
  }
}
