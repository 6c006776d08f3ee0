package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Calls whose answer is read whole. */
class ShortCallTest extends ServerBackedTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String UNFINISHED = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok";
  private static final HttpTransportOptions ONE =
      HttpTransportOptions.defaults().withControlLimits(1, 100);

  /** The text of the body behind the status. */
  private static class Text implements AnswerReader<String> {

    @Override
    public int maxBytes(HttpResponse head) {
      return 10;
    }

    @Override
    public String read(HttpResponse head, byte[] body) {
      return head.status() + " " + new String(body, StandardCharsets.US_ASCII);
    }
  }

  private static HttpRequest get() {
    return HttpRequest.get("/thing").query("secret", "word");
  }

  private static Mono<String> call(HttpTransport transport) {
    return transport.call(get(), Optional.empty(), new Text());
  }

  private ScriptedServer answering(String answer) throws IOException {
    return serve(
        SocketKind.UNIX,
        connection -> {
          while (!connection.readHead().isEmpty()) {
            connection.write(answer);
          }
        });
  }

  private static void fails(Mono<String> call, Kind kind, String what) {
    call.as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessageContaining("GET /thing?secret to ")
                    .hasMessageContaining(what)
                    .hasMessageNotContaining("word"))
        .verify(LIMIT);
  }

  @Test
  void eachSubscriptionIsACallOverTheKeptConnection() throws IOException {
    ScriptedServer server = answering(OK);
    Mono<String> call = call(transport(server));
    assertThat(Flux.range(0, 5).concatMap(i -> call).distinct().collectList().block(LIMIT))
        .containsExactly("200 ok");
    assertThat(server.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"204 No Content, 204", "500 Broken, 500", "200 OK, 200"})
  void anyStatusAndAnEmptyBodyAreRead(String line, String status) throws IOException {
    String answer = "HTTP/1.1 " + line + "\r\nContent-Length: 0\r\n\r\n";
    assertThat(call(transport(answering(answer))).block(LIMIT)).isEqualTo(status + " ");
  }

  @Test
  void turnAndConnectionAreFreeWhenTheValueComes() throws IOException {
    ScriptedServer server = answering(OK);
    Mono<String> call = call(transport(server.address(), ONE));
    assertThat(call.flatMap(first -> call.flatMap(second -> call)).block(LIMIT))
        .isEqualTo("200 ok");
    assertThat(server.accepted()).isEqualTo(1);
  }

  /** A request to {@code /last} is answered when another connection has brought one. */
  private ScriptedServer holdingTheLasting(CountDownLatch waiting) throws IOException {
    CountDownLatch another = new CountDownLatch(1);
    return serve(
        SocketKind.UNIX,
        connection -> {
          for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            if (head.startsWith("POST /last")) {
              waiting.countDown();
              another.await();
            } else {
              another.countDown();
            }
            connection.write(OK);
          }
        });
  }

  @Test
  void aLastingCallTakesNoTurnAndLeavesItsConnection() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    ScriptedServer server = holdingTheLasting(waiting);
    HttpTransport transport = transport(server.address(), ONE);
    CompletableFuture<String> lasting =
        transport
            .call(HttpRequest.post("/last").lane(Lane.STREAM), Optional.empty(), new Text())
            .toFuture();
    waiting.await();
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
    assertThat(lasting.get(20, TimeUnit.SECONDS)).isEqualTo("200 ok");
    assertThat(call(transport).then(call(transport)).block(LIMIT)).isEqualTo("200 ok");
    assertThat(server.accepted()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le", UNFINISHED})
  void whatIsCutIsAnError(String answer) throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(answer);
            });
    fails(call(transport(server)), Kind.CUT, "the connection was closed");
  }

  @Test
  void tooMuchIsAnErrorAndCostsTheConnectionButNotTheTurn() throws IOException {
    ScriptedServer server = answering("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world");
    HttpTransport transport = transport(server.address(), ONE);
    fails(call(transport), Kind.TOO_LARGE, "10 bytes");
    fails(call(transport), Kind.TOO_LARGE, "10 bytes");
  }

  @Test
  void whatTheReaderThrowsIsToldByItself() throws IOException {
    HttpTransport transport = transport(answering(OK).address(), ONE);
    AnswerReader<String> confused =
        new Text() {
          @Override
          public String read(HttpResponse head, byte[] body) {
            throw new IllegalArgumentException("no sense");
          }

          @Override
          public Throwable failure(@Nullable HttpResponse head, Throwable cause) {
            return new IllegalStateException(cause.getMessage() + " in " + head, cause);
          }
        };
    transport
        .call(get(), Optional.empty(), confused)
        .as(StepVerifier::create)
        .expectErrorMatches(e -> String.valueOf(e.getMessage()).startsWith("no sense in "))
        .verify(LIMIT);
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
  }

  @Test
  void aReaderThatCannotSayHowMuchItWantsFailsTheCallOnly() throws IOException {
    HttpTransport transport = transport(answering(OK).address(), ONE);
    AnswerReader<String> undecided =
        new Text() {
          @Override
          public int maxBytes(HttpResponse head) {
            throw new IllegalStateException("how much?");
          }
        };
    transport
        .call(get(), Optional.empty(), undecided)
        .as(StepVerifier::create)
        .expectErrorMessage("how much?")
        .verify(LIMIT);
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
  }

  /** A connection that is closed before all was read is reset. */
  private static void awaitEnd(ServerConnection connection, CountDownLatch gone)
      throws IOException {
    try {
      connection.awaitEnd();
    } finally {
      gone.countDown();
    }
  }

  @Test
  void aBodyThatTakesTooLongEndsTheCallAndItsConnection() throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(UNFINISHED);
              awaitEnd(connection, gone);
            });
    transport(server)
        .call(get(), Optional.of(Duration.ofMillis(50)), new Text())
        .as(StepVerifier::create)
        .expectError(TimeoutException.class)
        .verify(LIMIT);
    eventually(LIMIT, () -> gone.getCount() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", UNFINISHED})
  void cancellingClosesTheConnectionAndGivesTheTurnBack(String answer) throws IOException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    AtomicInteger connections = new AtomicInteger();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              if (connections.getAndIncrement() == 0) {
                connection.write(answer);
                asked.countDown();
                awaitEnd(connection, gone);
              } else {
                connection.write(OK);
              }
            });
    HttpTransport transport = transport(server.address(), ONE);
    Disposable running = call(transport).subscribe();
    eventually(LIMIT, () -> asked.getCount() == 0);
    running.dispose();
    eventually(LIMIT, () -> gone.getCount() == 0);
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
  }

  @ParameterizedTest
  @CsvSource({"true, 2", "false, 1"})
  void onlyWhatMayBeSentTwiceIs(boolean repeatable, int connections) throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(OK);
              connection.readHead();
            });
    HttpTransport transport = transport(server);
    HttpRequest post = HttpRequest.post("/thing").query("secret", "word");
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
    Mono<String> second =
        transport.call(repeatable ? post.repeatable() : post, Optional.empty(), new Text());
    second
        .onErrorReturn(TransportException.class, "cut")
        .as(StepVerifier::create)
        .expectNext(repeatable ? "200 ok" : "cut")
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(connections);
  }

  @Test
  void aConnectionThatWentStaleIsReplaced() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(OK);
              connection.readHead();
            });
    HttpTransport transport = transport(server);
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
    assertThat(call(transport).block(LIMIT)).isEqualTo("200 ok");
    assertThat(server.accepted()).isEqualTo(2);
  }

  @Test
  void afterTheCloseThereIsNoCall() throws IOException {
    HttpTransport transport = transport(answering(OK));
    Mono<String> call = call(transport);
    transport.close().block(LIMIT);
    fails(call, Kind.CLOSED, "the transport was closed");
  }
}
