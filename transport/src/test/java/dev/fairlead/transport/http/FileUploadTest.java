package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Bodies that lie in a file. */
class FileUploadTest extends ServerBackedTest {

  private static final String DONE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

  private final AtomicReference<FileChannel> opened = new AtomicReference<>();

  private FileChannel file(byte[] content) throws IOException {
    Path path = Files.write(directory().resolve("archive.tar"), content);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    opened.set(channel);
    return channel;
  }

  @AfterEach
  void closeFile() throws IOException {
    FileChannel channel = opened.get();
    if (channel != null) {
      channel.close();
    }
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  private static Mono<String> put(HttpTransport transport, FileChannel file, long bytes) {
    return transport.fetch(
        HttpRequest.put("/archive").file(file, bytes, "application/x-tar"),
        response -> response.text(1000).map(text -> response.status() + " " + text));
  }

  @ParameterizedTest
  @EnumSource
  void itArrivesByteExactAndCanBeSentAgain(SocketKind kind) throws IOException {
    byte[] content = random(20_000_003);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              while (!connection.readHead().isEmpty()) {
                assertThat(connection.read(content.length)).isEqualTo(content);
                connection.write(DONE);
              }
            });
    HttpTransport transport = transport(server);
    FileChannel file = file(content);
    put(transport, file, content.length)
        .repeat(2)
        .as(StepVerifier::create)
        .expectNext("200 done", "200 done", "200 done")
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(1);
    assertThat(file.position()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void aShortOneOrAPartIsSentWithItsLength(int bytes) throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              assertThat(connection.readHead())
                  .contains("Content-Length: " + bytes)
                  .contains("Content-Type: application/x-tar")
                  .doesNotContain("chunked");
              assertThat(connection.read(bytes)).hasSize(bytes);
              connection.write(DONE);
              connection.awaitEnd();
            });
    put(transport(server), file(random(200)), bytes)
        .as(StepVerifier::create)
        .expectNext("200 done")
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void anEarlyRejectionIsWhatTheCallerSees(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.read(1 << 20);
              connection.write(
                  "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnone");
              if (kind == SocketKind.TCP) {
                // Unread bytes would make TCP throw the answer away; a daemon shuts down first.
                connection.shutdownOutput();
                connection.awaitEnd();
              }
            });
    put(transport(server), file(random(30_000_000)), 30_000_000)
        .as(StepVerifier::create)
        .expectNext("404 none")
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatDiesMeanwhileIsACut(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.read(1 << 20);
              connection.reset();
            });
    put(transport(server), file(random(30_000_000)), 30_000_000)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CUT))
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsShorterThanToldIsAnErrorOfTheFile(SocketKind kind) throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              assertThat(connection.readToEnd().length).isLessThanOrEqualTo(1_000_000);
              ended.countDown();
            });
    put(transport(server), file(random(1_000_000)), 1_000_001)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no more than 1000000 bytes"))
        .verify(LIMIT);
    eventually(LIMIT, () -> ended.getCount() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsClosedMeanwhileIsAnErrorOfTheFile(SocketKind kind) throws IOException {
    CountDownLatch some = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.read(1000);
              some.countDown();
              closed.await();
              connection.awaitEnd();
            });
    FileChannel file = file(random(50_000_000));
    put(transport(server), file, 50_000_000)
        .as(StepVerifier::create)
        .expectSubscription()
        .then(
            () -> {
              eventually(LIMIT, () -> some.getCount() == 0);
              closeQuietly(file);
              closed.countDown();
            })
        .expectError(UncheckedIOException.class)
        .verify(LIMIT);
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingEndsTheConnectionAtOnce(SocketKind kind) throws IOException {
    CountDownLatch some = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.read(1000);
              some.countDown();
              cancelled.await();
              connection.awaitEnd();
              gone.countDown();
            });
    Disposable running = put(transport(server), file(random(50_000_000)), 50_000_000).subscribe();
    eventually(LIMIT, () -> some.getCount() == 0);
    running.dispose();
    cancelled.countDown();
    eventually(LIMIT, () -> gone.getCount() == 0);
  }

  @Test
  void aServerThatTakesItSlowlyIsNotSilent() throws IOException {
    byte[] content = random(2_000_000);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              for (int i = 0; i < 4; i++) {
                connection.read(500_000);
                connection.pause(Duration.ofMillis(250));
              }
              connection.write(DONE);
            });
    HttpTransport transport =
        transport(
            server.address(),
            HttpTransportOptions.defaults().withResponseTimeout(Duration.ofMillis(400)));
    put(transport, file(content), content.length)
        .as(StepVerifier::create)
        .expectNext("200 done")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aServerThatTakesNoMoreIsSilent() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.hold();
            });
    HttpTransport transport =
        transport(
            server.address(),
            HttpTransportOptions.defaults().withResponseTimeout(Duration.ofMillis(300)));
    put(transport, file(random(30_000_000)), 30_000_000)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(((TransportException) error).kind()).isEqualTo(Kind.RESPONSE_TIMEOUT))
        .verify(LIMIT);
  }
}
