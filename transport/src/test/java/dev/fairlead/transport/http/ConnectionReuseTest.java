package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The control lane keeps connections, the stream lane does not, and stale ones do no harm. */
class ConnectionReuseTest extends ServerBackedTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static void answerAll(ServerConnection connection) throws IOException {
    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
      connection.write(OK);
    }
  }

  private static Mono<String> call(HttpTransport transport, HttpRequest request) {
    return transport.fetch(request, response -> response.text(100));
  }

  @ParameterizedTest
  @EnumSource
  void controlCallsShareOneConnection(SocketKind kind) throws IOException {
    ScriptedServer server = serve(kind, ConnectionReuseTest::answerAll);
    HttpTransport transport = transport(server);
    Flux.range(0, 20)
        .concatMap(i -> call(transport, HttpRequest.get("/")))
        .as(StepVerifier::create)
        .expectNextCount(20)
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void streamCallsNeverShare() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              assertThat(connection.readHead()).contains("Connection: close");
              connection.write(OK);
              connection.awaitEnd();
            });
    HttpTransport transport = transport(server);
    Flux.range(0, 5)
        .concatMap(i -> call(transport, HttpRequest.get("/").lane(Lane.STREAM)))
        .as(StepVerifier::create)
        .expectNextCount(5)
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(5);
  }

  @Test
  void parallelControlCallsStayWithinTheLimit() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              for (String head = connection.readHead();
                  !head.isEmpty();
                  head = connection.readHead()) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
                now.decrementAndGet();
                connection.write(OK);
              }
            });
    HttpTransport transport =
        transport(server.address(), HttpTransportOptions.defaults().withControlLimits(4, 1000));
    Flux.range(0, 200)
        .flatMap(i -> call(transport, HttpRequest.get("/")), 200)
        .as(StepVerifier::create)
        .expectNextCount(200)
        .expectComplete()
        .verify(LIMIT);
    assertThat(most.get()).isLessThanOrEqualTo(4);
    assertThat(server.accepted()).isBetween(1, 4);
  }

  @Test
  void aCallThatWaitsTooLongOrInTooLongAQueueIsToldSo() throws IOException {
    CountDownLatch answer = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              answer.await();
              connection.write(OK);
              connection.awaitEnd();
            });
    HttpTransport transport =
        transport(
            server.address(),
            HttpTransportOptions.defaults()
                .withControlLimits(1, 1)
                .withPendingTimeout(Duration.ofSeconds(2)));
    Mono<String> call = call(transport, HttpRequest.get("/"));
    Mono<String> refused =
        call.onErrorResume(
            TransportException.class, e -> Mono.just(e.kind() + " " + e.getMessage()));
    StepVerifier.create(Flux.merge(call, refused, refused))
        .assertNext(
            text -> assertThat(text).startsWith("BUSY").contains("1 calls are waiting for one"))
        .assertNext(
            text -> assertThat(text).startsWith("BUSY").contains("none became free within 2000 ms"))
        .then(answer::countDown)
        .expectNext("ok")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void longStreamsDoNotHoldUpControlCalls() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              String head = connection.readHead();
              if (head.startsWith("GET /events")) {
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
                connection.awaitEnd();
              } else {
                connection.write(OK);
                answerAll(connection);
              }
            });
    HttpTransport transport =
        transport(server.address(), HttpTransportOptions.defaults().withControlLimits(1, 0));
    HttpRequest events = HttpRequest.get("/events").lane(Lane.STREAM);
    Flux.range(0, 10)
        .flatMap(i -> transport.stream(events, response -> response.jsonLines(Map.class)), 10)
        .take(10)
        .concatWith(Mono.empty())
        .flatMap(event -> call(transport, HttpRequest.get("/")), 1)
        .as(StepVerifier::create)
        .expectNextCount(10)
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatDiedWhileItWasKeptIsReplaced(SocketKind kind) throws IOException {
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connections.incrementAndGet();
              connection.readHead();
              connection.write(OK);
              // And gone, without having said so.
            });
    HttpTransport transport = transport(server);
    Flux.range(0, 50)
        .concatMap(i -> call(transport, i % 2 == 0 ? HttpRequest.get("/") : HttpRequest.head("/")))
        .as(StepVerifier::create)
        .expectNextCount(50)
        .expectComplete()
        .verify(LIMIT);
    assertThat(connections.get()).isEqualTo(50);
  }

  @Test
  void aDaemonThatRestartsIsNotNoticed() throws IOException {
    ScriptedServer first = serve(SocketKind.UNIX, ConnectionReuseTest::answerAll);
    HttpTransport transport = transport(first);
    call(transport, HttpRequest.get("/")).block(LIMIT);
    first.close();
    Files.delete(directory().resolve("s"));
    ScriptedServer second = serve(SocketKind.UNIX, ConnectionReuseTest::answerAll);
    Flux.concat(
            call(transport, HttpRequest.post("/").json(Map.of("a", 1))),
            call(transport, HttpRequest.get("/")))
        .as(StepVerifier::create)
        .expectNext("ok", "ok")
        .expectComplete()
        .verify(LIMIT);
    assertThat(second.accepted()).isEqualTo(1);
  }

  @Test
  void aPostThatTheServerMayHaveSeenIsNotRepeated() throws IOException {
    AtomicInteger posts = new AtomicInteger();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              while (!connection.readHead().startsWith("POST")) {
                connection.write(OK);
              }
              posts.incrementAndGet();
            });
    HttpTransport transport = transport(server);
    call(transport, HttpRequest.get("/")).block(LIMIT);
    call(transport, HttpRequest.post("/create").bytes(ByteBuffer.allocate(0), "a/b"))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error).isInstanceOf(TransportException.class);
              assertThat(((TransportException) error).kind()).isEqualTo(Kind.CUT);
              assertThat(error).hasMessageContaining("POST /create to unix://");
            })
        .verify(LIMIT);
    assertThat(posts.get()).isEqualTo(1);
  }

  @Test
  void aFreshConnectionThatDiesIsNotTriedAgain() throws IOException {
    ScriptedServer server = serve(SocketKind.UNIX, connection -> connection.readHead());
    call(transport(server), HttpRequest.get("/"))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CUT))
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void aConnectionThatTheServerWantsClosedOrThatHasRestIsNotKept() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              String head = connection.readHead();
              connection.write(
                  head.startsWith("GET /close")
                      ? "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                      : OK + "HTTP/1.1 500 Not asked for\r\nContent-Length: 0\r\n\r\n");
              connection.awaitEnd();
            });
    HttpTransport transport = transport(server);
    Flux.just("/close", "/rest", "/close", "/rest")
        .concatMap(path -> call(transport, HttpRequest.get(path)))
        .as(StepVerifier::create)
        .expectNext("ok", "ok", "ok", "ok")
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(4);
  }

  @Test
  void anIdleConnectionIsClosedAfterItsTime() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              answerAll(connection);
              closed.countDown();
            });
    HttpTransport transport =
        transport(
            server.address(),
            HttpTransportOptions.defaults().withIdleTimeout(Duration.ofMillis(50)));
    call(transport, HttpRequest.get("/")).block(LIMIT);
    eventually(Duration.ofSeconds(5), () -> closed.getCount() == 0);
    assertThat(call(transport, HttpRequest.get("/")).block(LIMIT)).isEqualTo("ok");
  }
}
