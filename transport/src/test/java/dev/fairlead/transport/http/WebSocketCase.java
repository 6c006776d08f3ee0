package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketMessage;
import dev.fairlead.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A WebSocket and a peer that does what the test says. */
abstract class WebSocketCase extends ServerBackedTest {

  static final HttpRequest REQUEST = HttpRequest.get("/exec").query("command", "secret");

  /** What the peer does once it has switched. */
  interface Talk {
    void run(WebSocketPeer peer) throws Exception;
  }

  final ScriptedServer peer(SocketKind kind, Talk talk) throws IOException {
    return serve(kind, connection -> talk.run(WebSocketPeer.accept(connection, "")));
  }

  final Mono<WebSocket> connect(ScriptedServer server, WebSocketOptions options) {
    return WebSocket.connect(transport(server), REQUEST, options, response -> Mono.empty());
  }

  final WebSocket open(ScriptedServer server) {
    WebSocket socket = connect(server, WebSocketOptions.defaults()).block(LIMIT);
    assertThat(socket).isNotNull();
    return socket;
  }

  static Flux<String> texts(WebSocket socket) {
    return socket.receive().map(WebSocketMessage::text);
  }

  static void fails(Mono<?> mono, Kind kind, String... words) {
    mono.as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertFailure(error, kind, words))
        .verify(LIMIT);
  }

  static void assertFailure(Throwable error, Kind kind, String... words) {
    assertThat(error).isInstanceOf(TransportException.class);
    assertThat(List.of(words)).allMatch(String.valueOf(error.getMessage())::contains);
    assertThat(((TransportException) error).kind()).isEqualTo(kind);
    assertThat(error.getMessage()).doesNotContain("secret").doesNotContain("\n");
  }

  static boolean awaits(CountDownLatch latch) {
    eventually(LIMIT, () -> latch.getCount() == 0);
    return true;
  }
}
