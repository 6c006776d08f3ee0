package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** How a connection becomes a WebSocket, or does not. */
class WebSocketHandshakeTest extends WebSocketCase {

  @Test
  void theSubprotocolIsTheOneThatTheServerChose() throws IOException {
    AtomicReference<String> head = new AtomicReference<>();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              head.set(connection.readHead());
              WebSocketPeer.accept(connection, head.get(), "Sec-WebSocket-Protocol: v4\r\n")
                  .send(WebSocketPeer.close(1000, ""));
            });
    WebSocket socket =
        connect(server, WebSocketOptions.defaults().withSubprotocols("v5", "v4")).block(LIMIT);
    assertThat(socket).isNotNull();
    assertThat(socket.subprotocol()).contains("v4");
    assertThat(head.get())
        .startsWith("GET /exec?command=secret HTTP/1.1\r\n")
        .contains(
            "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
            "\r\nSec-WebSocket-Version: 13",
            "\r\nSec-WebSocket-Protocol: v5, v4");
    socket.receive().as(StepVerifier::create).expectComplete().verify(LIMIT);
  }

  @Test
  void eachConnectionHasAKeyOfItsOwn() throws IOException {
    BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              String head = connection.readHead();
              heads.add(head);
              WebSocketPeer.accept(connection, head, "").send(WebSocketPeer.close(1000, ""));
            });
    Mono<WebSocket> cold = connect(server, WebSocketOptions.defaults());
    for (int i = 0; i < 2; i++) {
      cold.flatMapMany(WebSocket::receive).as(StepVerifier::create).expectComplete().verify(LIMIT);
    }
    assertThat(heads).hasSize(2).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", ""})
  void aServerThatDoesNotProveItselfIsRefused(String proof) throws IOException {
    CountDownLatch left = new CountDownLatch(1);
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
              connection.write("Connection: Upgrade\r\n" + proof + "\r\n");
              connection.awaitEnd();
              left.countDown();
            });
    fails(connect(server, WebSocketOptions.defaults()), Kind.GARBAGE, "Sec-WebSocket-Accept");
    assertThat(awaits(left)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Sec-WebSocket-Protocol: other\r\n", "Sec-WebSocket-Extensions: deflate\r\n"})
  void whatWasNotOfferedIsRefused(String header) throws IOException {
    ScriptedServer server =
        serve(SocketKind.UNIX, connection -> WebSocketPeer.accept(connection, header).receive());
    fails(
        connect(server, WebSocketOptions.defaults().withSubprotocols("v4")),
        Kind.GARBAGE,
        "not offered");
  }

  @Test
  void aServerThatSwitchesToSomethingElseIsRefused() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection ->
                connection.write(
                    WebSocketPeer.answer(connection.readHead(), "")
                        .replace("Upgrade: WebSocket", "Upgrade: tcp")));
    fails(connect(server, WebSocketOptions.defaults()), Kind.GARBAGE, "switches to tcp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "403 Forbidden"})
  void anAnswerThatDoesNotSwitchIsTheOneTheCallerMakesSenseOf(String status) throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.UNIX,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\nwhy");
            });
    WebSocket.connect(
            transport(server),
            REQUEST,
            WebSocketOptions.defaults(),
            response ->
                response.text(10).map(text -> new IllegalStateException(response.status() + text)))
        .as(StepVerifier::create)
        .expectErrorMessage(status.substring(0, 3) + "why")
        .verify(LIMIT);
  }
}
