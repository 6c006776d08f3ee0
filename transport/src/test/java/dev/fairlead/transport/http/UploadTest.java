package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Bodies that are made while they are sent. */
class UploadTest extends ServerBackedTest {

  private static final int BLOCK = 60_000;
  private static final String DONE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

  private static Mono<String> put(HttpTransport transport, Flux<ByteBuffer> source) {
    return transport.fetch(
        HttpRequest.put("/archive").stream(source, "application/x-tar"),
        response -> response.text(1000).map(text -> response.status() + " " + text));
  }

  /** Endless zeros, which tell how much was taken and if somebody said stop. */
  private static Flux<ByteBuffer> endless(AtomicLong taken, AtomicBoolean cancelled) {
    return Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(BLOCK)))
        .doOnNext(buffer -> taken.addAndGet(buffer.remaining()))
        .doOnCancel(() -> cancelled.set(true));
  }

  /** Reads a chunked body and digests what is in it. */
  private static String digestChunks(ServerConnection connection)
      throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    while (true) {
      StringBuilder size = new StringBuilder();
      while (size.indexOf("\r\n") < 0) {
        size.append((char) connection.read(1)[0]);
      }
      int length = Integer.parseInt(size.substring(0, size.length() - 2), 16);
      digest.update(connection.read(length));
      assertThat(new String(connection.read(2), StandardCharsets.ISO_8859_1)).isEqualTo("\r\n");
      if (length == 0) {
        return HexFormat.of().formatHex(digest.digest());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamedBodyArrivesByteExact(SocketKind kind) throws IOException, NoSuchAlgorithmException {
    byte[] data = new byte[20_000_000];
    new Random(3).nextBytes(data);
    String expected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              assertThat(connection.readHead()).contains("Transfer-Encoding: chunked");
              String digest = digestChunks(connection);
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + digest);
              // The connection stays good for the next one.
              connection.readHead();
              connection.write(DONE);
            });
    // Odd sizes, empty buffers among them, which must not end the body.
    Flux<ByteBuffer> source =
        Flux.range(0, 2000)
            .concatMap(
                i ->
                    Flux.just(
                        ByteBuffer.wrap(data, i * 10_000, 1 + i).slice(),
                        ByteBuffer.allocate(0),
                        ByteBuffer.wrap(data, i * 10_000 + 1 + i, 10_000 - 1 - i).slice()));
    HttpTransport transport = transport(server);
    put(transport, source)
        .concatWith(transport.fetch(HttpRequest.get("/"), response -> response.text(10)))
        .as(StepVerifier::create)
        .expectNext("200 " + expected, "done")
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(1);
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
    AtomicLong taken = new AtomicLong();
    AtomicBoolean cancelled = new AtomicBoolean();
    put(transport(server), endless(taken, cancelled))
        .as(StepVerifier::create)
        .expectNext("404 none")
        .expectComplete()
        .verify(LIMIT);
    assertThat(taken.get()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(cancelled).isTrue();
  }

  @Test
  void anEarlyRejectionThatIsReadAfterTheWriteFailedIsSeenToo() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.read(100);
              connection.write("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n");
              connection.write("4\r\nnone\r\n0\r\n\r\n");
              connection.close();
              closed.countDown();
            });
    // The second buffer is made only when the server has gone, so that writing it must fail.
    Flux<ByteBuffer> source =
        Flux.concat(
            Mono.just(ByteBuffer.allocate(200)),
            Mono.fromCallable(
                    () -> {
                      closed.await();
                      return ByteBuffer.allocate(BLOCK);
                    })
                .subscribeOn(Schedulers.boundedElastic())
                .repeat(100));
    put(transport(server), source)
        .as(StepVerifier::create)
        .expectNext("500 none")
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatDiesDuringAnUploadIsACut(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.read(1 << 20);
              connection.reset();
            });
    AtomicBoolean cancelled = new AtomicBoolean();
    put(transport(server), endless(new AtomicLong(), cancelled))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error).isInstanceOf(TransportException.class);
              assertThat(((TransportException) error).kind()).isEqualTo(Kind.CUT);
            })
        .verify(LIMIT);
    assertThat(cancelled).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerWhileTheUploadGoesOnIsStreamed(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n1, \r\n");
              String digest = digestChunks(connection);
              connection.write("3\r\n2, \r\n5\r\n" + digest.substring(0, 5) + "\r\n0\r\n\r\n");
            });
    put(transport(server), Flux.just(buffer("abc")).delaySequence(Duration.ofMillis(50)))
        .as(StepVerifier::create)
        .expectNext("200 1, 2, ba781")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aServerThatReadsNothingStopsTheSource() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.hold();
            });
    AtomicLong taken = new AtomicLong();
    AtomicBoolean cancelled = new AtomicBoolean();
    StepVerifier.create(put(transport(server), endless(taken, cancelled)))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(300))
        .then(() -> assertThat(taken.get()).isLessThan(2L << 20))
        .thenCancel()
        .verify(LIMIT);
    eventually(LIMIT, cancelled::get);
  }

  @Test
  void aSourceThatFailsFailsTheCallWithItsOwnError() throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              // The body must not look complete.
              assertThat(new String(connection.readToEnd(), StandardCharsets.ISO_8859_1))
                  .isEqualTo("1\r\na\r\n");
              ended.countDown();
            });
    put(
            transport(server),
            Flux.just(buffer("a")).concatWith(Mono.error(new IllegalStateException("source"))))
        .as(StepVerifier::create)
        .expectErrorMessage("source")
        .verify(LIMIT);
    eventually(LIMIT, () -> ended.getCount() == 0);
  }

  @Test
  void aSlowUploadIsNoSilenceOfTheServer() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              digestChunks(connection);
              connection.write(DONE);
            });
    HttpTransport transport =
        transport(
            server.address(),
            HttpTransportOptions.defaults().withResponseTimeout(Duration.ofMillis(300)));
    put(transport, Flux.range(0, 4).map(i -> buffer("x")).delayElements(Duration.ofMillis(500)))
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
    put(transport, endless(new AtomicLong(), new AtomicBoolean()))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(((TransportException) error).kind()).isEqualTo(Kind.RESPONSE_TIMEOUT))
        .verify(LIMIT);
  }
}
