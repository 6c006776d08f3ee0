package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Connections that stop being HTTP. */
class UpgradeTest extends ServerBackedTest {

  private static final String SWITCH =
      String.join(
          "\r\n",
          "HTTP/1.1 101 UPGRADED",
          "Content-Type: application/x",
          "Connection: Upgrade",
          "Upgrade: tcp",
          "",
          "");
  private static final String HIJACK = "HTTP/1.1 200 OK\r\nContent-Type: application/x\r\n\r\n";
  private static final int BYTES = 50_000_000;

  private static final HttpRequest ATTACH = HttpRequest.post("/attach").query("stream", "1");

  private static Mono<Throwable> rejected(HttpResponse response) {
    return response
        .text(1000)
        .map(text -> new IllegalStateException(response.status() + " " + text));
  }

  private UpgradedConnection attach(ScriptedServer server) {
    return attach(transport(server));
  }

  private static UpgradedConnection attach(HttpTransport transport) {
    UpgradedConnection connection = transport.upgrade(ATTACH, UpgradeTest::rejected).block(LIMIT);
    assertThat(connection).isNotNull();
    return connection;
  }

  @ParameterizedTest
  @CsvSource({"UNIX,101", "UNIX,200", "TCP,101", "TCP,200"})
  void bytesBehindTheHeadAreTheFirstOnesReceived(SocketKind kind, int status) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              assertThat(connection.readHead())
                  .contains("\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n", "Content-Length: 0");
              connection.write((status == 101 ? SWITCH : HIJACK) + "first");
              connection.write(connection.read(4));
            });
    UpgradedConnection connection = attach(server);
    assertThat(connection.status()).isEqualTo(status);
    assertThat(connection.header("content-type")).contains("application/x");
    Mono.when(connection.send(Mono.just(buffer("ping"))))
        .then(joined(connection.receive()))
        .as(StepVerifier::create)
        .expectNext("firstping")
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aHeadSplitAtEveryByteSwitchesToo(SocketKind kind) throws IOException {
    String answer = SWITCH + "\u0000\u0001HTTP/1.1 200 OK\r\n\r\n";
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.dribble(latin(answer));
            });
    joined(attach(server).receive())
        .as(StepVerifier::create)
        .expectNext(answer.substring(SWITCH.length()))
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void afterHalfClosingTheRestStillComesBackByteExact(SocketKind kind) throws IOException {
    byte[] data = new byte[BYTES];
    new Random(7).nextBytes(data);
    CountDownLatch sawEnd = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              byte[] all = connection.readToEnd();
              sawEnd.countDown();
              connection.write(all);
            });
    UpgradedConnection connection = attach(server);
    Flux<ByteBuffer> source =
        Flux.range(0, BYTES / 50_000).map(i -> ByteBuffer.wrap(data, i * 50_000, 50_000).slice());
    byte[] back = new byte[BYTES];
    Mono<Integer> received =
        connection
            .receive()
            .reduce(
                0,
                (at, buffer) -> {
                  int length = buffer.remaining();
                  buffer.get(back, at, length);
                  return at + length;
                });
    Mono.zip(connection.send(source).then(connection.shutdownOutput()).thenReturn("sent"), received)
        .as(StepVerifier::create)
        .assertNext(result -> assertThat(result.getT2()).isEqualTo(BYTES))
        .expectComplete()
        .verify(Duration.ofSeconds(60));
    assertThat(sawEnd.getCount()).isZero();
    assertThat(Arrays.equals(back, data)).isTrue();
  }

  @Test
  void halfClosingTwiceAndAfterTheEndIsNoError() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.readToEnd();
            });
    UpgradedConnection connection = attach(server);
    Mono.when(connection.shutdownOutput(), connection.shutdownOutput())
        .thenMany(connection.receive())
        .then(connection.shutdownOutput())
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
    connection
        .send(Mono.just(buffer("late")))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CLOSED))
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void anyOtherAnswerBecomesTheErrorThatTheCallerMakesOfIt(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              String head = connection.readHead();
              if (head.contains("/attach")) {
                connection.write("HTTP/1.1 409 Conflict\r\nContent-Length: 3\r\n\r\nwhy");
              } else {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              }
              connection.awaitEnd();
            });
    HttpTransport transport = transport(server);
    transport
        .upgrade(ATTACH, UpgradeTest::rejected)
        .as(StepVerifier::create)
        .expectErrorMessage("409 why")
        .verify(LIMIT);
    transport
        .upgrade(HttpRequest.post("/other"), response -> Mono.empty())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(((TransportException) error).kind()).isEqualTo(Kind.REJECTED);
              assertThat(error).hasMessageContaining("POST /other").hasMessageContaining("200");
            })
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void anUnaskedSwitchIsGarbage(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.awaitEnd();
            });
    transport(server)
        .fetch(HttpRequest.get("/"), response -> response.text(10))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.GARBAGE))
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aResetIsAnErrorAndNotTheEnd(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(SWITCH + "some");
              connection.read(1);
              connection.reset();
            });
    UpgradedConnection connection = attach(server);
    connection.send(Mono.just(buffer("two"))).block(LIMIT);
    joined(connection.receive())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CUT))
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatIsGoneEndsASendThatIsWaiting(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
            });
    UpgradedConnection connection = attach(server);
    Mono<String> sent =
        connection
            .send(Flux.never())
            .thenReturn("sent")
            .onErrorResume(TransportException.class, e -> Mono.just(e.kind().name()));
    Mono.zip(sent, connection.receive().then(Mono.just("ended")))
        .as(StepVerifier::create)
        .assertNext(
            both -> {
              assertThat(both.getT1()).isEqualTo("CUT");
              assertThat(both.getT2()).isEqualTo("ended");
            })
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatTakesNothingStopsTheSource(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.hold();
            });
    UpgradedConnection connection = attach(server);
    AtomicLong taken = new AtomicLong();
    byte[] block = new byte[64 << 10];
    Flux<ByteBuffer> source =
        Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.wrap(block)))
            .doOnNext(buffer -> taken.addAndGet(buffer.remaining()));
    StepVerifier.create(connection.send(source))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(300))
        .then(() -> assertThat(taken.get()).isPositive().isLessThan(8L << 20))
        .thenCancel()
        .verify(LIMIT);
    connection.close().block(LIMIT);
  }

  @Test
  void aFailingSourceLeavesTheConnectionOpen() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.write(connection.readToEnd());
            });
    UpgradedConnection connection = attach(server);
    connection
        .send(Flux.just(buffer("a")).concatWith(Mono.error(new IllegalStateException("source"))))
        .as(StepVerifier::create)
        .expectErrorMessage("source")
        .verify(LIMIT);
    connection
        .send(Flux.just(buffer("b"), buffer(""), buffer("c")))
        .then(connection.shutdownOutput())
        .then(joined(connection.receive()))
        .as(StepVerifier::create)
        .expectNext("abc")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void twoSendsAtOnceAreRefused() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.hold();
            });
    UpgradedConnection connection = attach(server);
    Mono.firstWithSignal(connection.send(Flux.never()), connection.send(Flux.never()))
        .as(StepVerifier::create)
        .expectError(IllegalStateException.class)
        .verify(LIMIT);
    connection.close().block(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void closingEndsBothDirections(SocketKind kind) throws IOException {
    CountDownLatch serverSawEnd = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.awaitEnd();
              serverSawEnd.countDown();
            });
    UpgradedConnection connection = attach(server);
    connection
        .receive()
        .as(StepVerifier::create)
        .then(() -> connection.close().then(connection.close()).block(LIMIT))
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CLOSED))
        .verify(LIMIT);
    eventually(LIMIT, () -> serverSawEnd.getCount() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void aRawConnectionIsDuplexFromTheStart(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.write("hello ");
              connection.write(connection.readToEnd());
            });
    transport(server)
        .connect(server.address())
        .flatMap(
            connection ->
                connection
                    .send(Flux.just(buffer("there"), buffer("!")))
                    .then(connection.shutdownOutput())
                    .then(joined(connection.receive())))
        .as(StepVerifier::create)
        .expectNext("hello there!")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void exceptionsCarryTheRequestThatTheConnectionBeganAs() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(SWITCH);
              connection.hold();
            });
    HttpTransport transport = transport(server);
    UpgradedConnection connection = attach(transport);
    transport.close().block(LIMIT);
    connection
        .receive()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining("POST /attach?stream to unix://")
                    .hasMessageContaining("closed by this side"))
        .verify(LIMIT);
  }
}
