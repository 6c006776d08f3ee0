package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cancelling at any moment loses neither a connection nor a turn. */
class CancelRaceTest extends ServerBackedTest {

  private static final int ROUNDS = 1000;

  private final AtomicInteger open = new AtomicInteger();
  private final Random random = new Random(5);

  private ScriptedServer serve(String answer) throws IOException {
    return serve(
        SocketKind.UNIX,
        connection -> {
          open.incrementAndGet();
          try {
            while (!connection.readHead().isEmpty()) {
              connection.write(answer);
            }
          } finally {
            open.decrementAndGet();
          }
        });
  }

  private void cancelSomeTimeLater(Disposable running) {
    LockSupport.parkNanos(random.nextInt(600_000));
    running.dispose();
  }

  @Test
  void callsThatAreCancelledAtAnyMoment() throws IOException {
    cancelAtAnyMoment(
        transport -> transport.fetch(HttpRequest.get("/"), response -> response.text(10)));
  }

  @Test
  void shortCallsThatAreCancelledAtAnyMoment() throws IOException {
    AnswerReader<String> reader =
        new AnswerReader<>() {
          @Override
          public int maxBytes(HttpResponse head) {
            return 10;
          }

          @Override
          public String read(HttpResponse head, byte[] body) {
            return "" + body.length;
          }
        };
    cancelAtAnyMoment(
        transport -> transport.call(HttpRequest.get("/"), Optional.of(LIMIT), reader));
  }

  private void cancelAtAnyMoment(Function<HttpTransport, Mono<String>> calls) throws IOException {
    ScriptedServer server = serve("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    HttpTransport transport =
        transport(server.address(), HttpTransportOptions.defaults().withControlLimits(2, 100));
    Mono<String> call = calls.apply(transport);
    call.block(LIMIT);
    for (int i = 0; i < ROUNDS; i++) {
      cancelSomeTimeLater(Flux.merge(call, call, call).subscribe());
    }
    assertThat(Flux.range(0, 20).flatMap(i -> call).count().block(LIMIT)).isEqualTo(20);
    eventually(LIMIT, () -> open.get() <= 2);
  }

  @Test
  void streamsThatAreCancelledAtAnyMoment() throws IOException {
    ScriptedServer server = serve("HTTP/1.1 200 OK\r\n\r\nsome");
    HttpTransport transport = transport(server);
    HttpRequest request = HttpRequest.get("/").lane(Lane.STREAM);
    for (int i = 0; i < ROUNDS; i++) {
      cancelSomeTimeLater(transport.stream(request, HttpResponse::body).subscribe());
    }
    eventually(Duration.ofSeconds(5), () -> open.get() == 0);
  }

  @Test
  void upgradesThatAreCancelledAtAnyMoment() throws IOException {
    ScriptedServer server = serve("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nsome");
    HttpTransport transport = transport(server);
    HttpRequest request = HttpRequest.post("/");
    for (int i = 0; i < ROUNDS; i++) {
      cancelSomeTimeLater(
          Flux.usingWhen(
                  transport.upgrade(request, response -> Mono.empty()),
                  DuplexConnection::receive,
                  DuplexConnection::close)
              .subscribe());
    }
    eventually(Duration.ofSeconds(5), () -> open.get() == 0);
  }

  @Test
  void connectionsThatAreCancelledAtAnyMoment() throws IOException {
    ScriptedServer server = serve("");
    HttpTransport transport = transport(server);
    for (int i = 0; i < ROUNDS; i++) {
      cancelSomeTimeLater(
          transport.connect(server.address()).flatMapMany(DuplexConnection::receive).subscribe());
    }
    eventually(Duration.ofSeconds(5), () -> open.get() == 0);
  }
}
