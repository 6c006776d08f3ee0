package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Whoever cancels is rid of the connection within a second, as the server sees it. */
class CancelTest extends ServerBackedTest {

  private static final Duration PROMPT = Duration.ofSeconds(1);

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  private ScriptedServer answering(SocketKind kind, String answer) throws IOException {
    return serve(
        kind,
        connection -> {
          connection.readHead();
          connection.write(answer);
          arrived.countDown();
          try {
            connection.awaitEnd();
          } finally {
            gone.countDown();
          }
        });
  }

  private void cancelAfterArrival(Disposable running) {
    eventually(LIMIT, () -> arrived.getCount() == 0);
    assertThat(gone.getCount()).isEqualTo(1);
    running.dispose();
    eventually(PROMPT, () -> gone.getCount() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void whileNoHeadHasCome(SocketKind kind) throws IOException {
    HttpTransport transport = transport(answering(kind, ""));
    cancelAfterArrival(
        transport.fetch(HttpRequest.post("/wait"), response -> response.text(10)).subscribe());
  }

  @ParameterizedTest
  @EnumSource
  void whileABodyIsAwaited(SocketKind kind) throws IOException {
    HttpTransport transport =
        transport(answering(kind, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    cancelAfterArrival(
        transport
            .fetch(HttpRequest.post("/wait").lane(Lane.STREAM), response -> response.text(10))
            .subscribe());
  }

  @ParameterizedTest
  @EnumSource
  void whileAStreamRuns(SocketKind kind) throws IOException {
    HttpTransport transport = transport(answering(kind, "HTTP/1.1 200 OK\r\n\r\nsome"));
    AtomicReference<String> seen = new AtomicReference<>("");
    Disposable running =
        transport.stream(HttpRequest.get("/logs").lane(Lane.STREAM), HttpResponse::body)
            .subscribe(buffer -> seen.updateAndGet(text -> text + text(buffer)));
    eventually(LIMIT, () -> seen.get().equals("some"));
    cancelAfterArrival(running);
  }

  @ParameterizedTest
  @EnumSource
  void whenEnoughWasTaken(SocketKind kind) throws IOException {
    HttpTransport transport = transport(answering(kind, "HTTP/1.1 200 OK\r\n\r\nsome"));
    transport.stream(HttpRequest.get("/logs"), HttpResponse::body)
        .take(1)
        .map(ServerBackedTest::text)
        .as(StepVerifier::create)
        .expectNext("some")
        .expectComplete()
        .verify(LIMIT);
    eventually(PROMPT, () -> gone.getCount() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void whileAnUpgradeIsAwaited(SocketKind kind) throws IOException {
    HttpTransport transport = transport(answering(kind, ""));
    cancelAfterArrival(
        transport.upgrade(HttpRequest.post("/attach"), response -> Mono.empty()).subscribe());
  }

  @ParameterizedTest
  @EnumSource
  void whileADuplexConnectionIsRead(SocketKind kind) throws IOException {
    HttpTransport transport =
        transport(answering(kind, "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nsome"));
    cancelAfterArrival(
        transport
            .upgrade(HttpRequest.post("/attach"), response -> Mono.empty())
            .flatMapMany(DuplexConnection::receive)
            .subscribe());
  }

  @ParameterizedTest
  @EnumSource
  void whileABodyIsSent(SocketKind kind) throws IOException {
    HttpTransport transport = transport(answering(kind, ""));
    cancelAfterArrival(
        transport
            .fetch(HttpRequest.put("/").stream(Flux.never(), "a/b"), response -> response.text(10))
            .subscribe());
  }

  @ParameterizedTest
  @EnumSource
  void closingTheTransportFailsWhatIsUnderWay(SocketKind kind) throws IOException {
    HttpTransport transport = transport(answering(kind, ""));
    Mono<String> call = transport.fetch(HttpRequest.get("/"), response -> response.text(10));
    call.as(StepVerifier::create)
        .then(() -> eventually(LIMIT, () -> arrived.getCount() == 0))
        .then(() -> transport.close().block(LIMIT))
        .expectErrorSatisfies(
            error -> assertThat(((TransportException) error).kind()).isEqualTo(Kind.CLOSED))
        .verify(LIMIT);
    eventually(PROMPT, () -> gone.getCount() == 0);
    Flux.merge(
            call.materialize(),
            transport.connect(transport.address()).thenReturn("connected").materialize())
        .as(StepVerifier::create)
        .thenConsumeWhile(
            signal -> true,
            signal ->
                assertThat(signal.getThrowable())
                    .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED)))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aCallThatIsCancelledWhileItWaitsForItsTurnTakesNone() throws IOException {
    ScriptedServer server = answering(SocketKind.UNIX, "");
    HttpTransport transport =
        transport(server.address(), HttpTransportOptions.defaults().withControlLimits(1, 10));
    Mono<String> call = transport.fetch(HttpRequest.get("/"), response -> response.text(10));
    Disposable first = call.subscribe();
    eventually(LIMIT, () -> arrived.getCount() == 0);
    call.subscribe().dispose();
    Disposable third = call.subscribe();
    cancelAfterArrival(first);
    eventually(LIMIT, () -> server.accepted() == 2);
    third.dispose();
  }
}
