package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Single responses, however they are split and wherever they are cut. */
class FetchTest extends ServerBackedTest {

  private static final String WITH_LENGTH =
      "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nhello, world\n";
  private static final String IN_CHUNKS =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Transfer-Encoding: chunked",
          "",
          "6",
          "hello,",
          "7",
          " world\n",
          "0",
          "",
          "");
  private static final String UNTIL_END = "HTTP/1.1 200 OK\r\n\r\nhello, world\n";

  private static Mono<String> readText(HttpResponse response) {
    return response.text(1000);
  }

  private static HttpRequest get() {
    return HttpRequest.get("/thing").query("all", "1");
  }

  @ParameterizedTest
  @EnumSource
  void headAndBodyInOneReadAreTakenApart(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              assertThat(connection.readHead()).startsWith("GET /thing?all=1 HTTP/1.1\r\nHost: ");
              connection.write(WITH_LENGTH);
              connection.awaitEnd();
            });
    transport(server)
        .fetch(get(), response -> readText(response).map(text -> response.status() + text))
        .as(StepVerifier::create)
        .expectNext("200hello, world\n")
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @CsvSource({"UNIX,0", "UNIX,1", "UNIX,2", "TCP,0", "TCP,1", "TCP,2"})
  void dribbledBytesGiveTheSameBody(SocketKind kind, int form) throws IOException {
    String answer = new String[] {WITH_LENGTH, IN_CHUNKS, UNTIL_END}[form];
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.dribble(latin(answer));
            });
    transport(server)
        .fetch(get(), FetchTest::readText)
        .as(StepVerifier::create)
        .expectNext("hello, world\n")
        .expectComplete()
        .verify(LIMIT);
  }

  /** The path says where the server cuts: {@code /<bytes>}. */
  private ScriptedServer serveCut(SocketKind kind, String answer) throws IOException {
    return serve(
        kind,
        connection -> {
          String head = connection.readHead();
          int cut = Integer.parseInt(head.substring(head.indexOf('/') + 1, head.indexOf(" HTTP")));
          connection.write(answer.substring(0, cut));
        });
  }

  @ParameterizedTest
  @CsvSource({"UNIX,0", "UNIX,1", "TCP,0", "TCP,1"})
  void aResponseCutAnywhereIsAnErrorAndNeverShort(SocketKind kind, int form) throws IOException {
    String answer = new String[] {WITH_LENGTH, IN_CHUNKS}[form];
    HttpTransport transport = transport(serveCut(kind, answer));
    Flux.range(0, answer.length())
        .concatMap(
            cut ->
                transport
                    .fetch(HttpRequest.get("/" + cut).lane(Lane.STREAM), FetchTest::readText)
                    .materialize())
        .as(StepVerifier::create)
        .thenConsumeWhile(
            signal -> true,
            signal ->
                assertThat(signal.getThrowable())
                    .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CUT)))
        .expectComplete()
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyWithoutLengthIsCompleteWhereverItEnds(SocketKind kind) throws IOException {
    int head = UNTIL_END.indexOf("hello");
    HttpTransport transport = transport(serveCut(kind, UNTIL_END));
    Flux.range(head, UNTIL_END.length() - head + 1)
        .concatMap(cut -> transport.fetch(HttpRequest.get("/" + cut), FetchTest::readText))
        .index()
        .as(StepVerifier::create)
        .thenConsumeWhile(
            pair -> true,
            pair ->
                assertThat(pair.getT2())
                    .isEqualTo("hello, world\n".substring(0, pair.getT1().intValue())))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aResetAfterTheLastChunkIsNoError() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              // The body is left unread, so that closing resets instead of ending the stream.
              connection.readHead();
              connection.write(IN_CHUNKS);
            });
    transport(server)
        .fetch(
            HttpRequest.post("/build").json(Map.of("a", "b".repeat(1000))).lane(Lane.STREAM),
            FetchTest::readText)
        .as(StepVerifier::create)
        .expectNext("hello, world\n")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aHeadRequestAndEmptyAnswersEndAtTheHead() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              for (String head = connection.readHead();
                  !head.isEmpty();
                  head = connection.readHead()) {
                connection.write(
                    head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nApi-Version: 1.41\r\n\r\n"
                        : "HTTP/1.1 204 No Content\r\n\r\n");
              }
            });
    HttpTransport transport = transport(server);
    Flux.concat(
            transport.fetch(
                HttpRequest.head("/_ping"),
                response ->
                    readText(response)
                        .map(text -> text + response.header("api-version").orElse("none"))),
            transport.fetch(HttpRequest.post("/start"), FetchTest::readText),
            transport.fetch(HttpRequest.delete("/x"), response -> Mono.just("unread")))
        .as(StepVerifier::create)
        .expectNext("1.41", "", "unread")
        .expectComplete()
        .verify(LIMIT);
    assertThat(server.accepted()).isEqualTo(1);
  }

  @Test
  void informationalResponsesAreSkipped() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.TCP,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n");
              connection.write(WITH_LENGTH);
            });
    transport(server)
        .fetch(get(), FetchTest::readText)
        .as(StepVerifier::create)
        .expectNext("hello, world\n")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void anErrorStatusIsAResponse() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 404 Not Found\r\nContent-Length: 15\r\n\r\n");
              connection.write("{\"message\":\"x\"}");
            });
    transport(server)
        .fetch(
            get(), response -> response.json(Map.class).map(json -> response.status() + " " + json))
        .as(StepVerifier::create)
        .expectNext("404 {message=x}")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(WITH_LENGTH);
            });
    HttpTransport transport = transport(server);
    transport
        .fetch(get(), response -> response.text(12))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
                    .hasMessageContaining("GET /thing?all to unix://")
                    .hasMessageContaining("12 bytes"))
        .verify(LIMIT);
    transport
        .fetch(get(), response -> response.text(13))
        .as(StepVerifier::create)
        .expectNext("hello, world\n")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void theBodyCanBeReadOnceOnly() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write(WITH_LENGTH);
            });
    transport(server)
        .fetch(get(), response -> readText(response).then(readText(response)))
        .as(StepVerifier::create)
        .expectError(IllegalStateException.class)
        .verify(LIMIT);
  }

  @Test
  void aResponseThatIsGivenUpCannotBeReadLater() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
              connection.awaitEnd();
            });
    AtomicReference<HttpResponse> kept = new AtomicReference<>();
    transport(server)
        .fetch(get(), response -> Mono.fromRunnable(() -> kept.set(response)))
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
    kept.get()
        .text(100)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CLOSED))
        .verify(LIMIT);
  }

  @Test
  void aReaderThatThrowsEndsTheExchange() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
              connection.awaitEnd();
            });
    transport(server)
        .fetch(
            get(),
            response -> {
              throw new IllegalArgumentException("reader");
            })
        .as(StepVerifier::create)
        .expectErrorMessage("reader")
        .verify(Duration.ofSeconds(5));
  }
}
