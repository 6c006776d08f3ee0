package dev.fairlead.transport.websocket;

import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.http.UpgradeProtocol;
import dev.fairlead.transport.http.UpgradedConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** The opening handshake of RFC 6455, section 4.1. */
final class Handshake {

  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final String where;
  private final List<String> offered;
  private final String key;

  private Handshake(String where, List<String> offered) {
    this.where = where;
    this.offered = offered;
    // It only has to be another one each time; it protects nothing.
    ByteBuffer nonce = ByteBuffer.allocate(16);
    nonce.putLong(ThreadLocalRandom.current().nextLong());
    nonce.putLong(ThreadLocalRandom.current().nextLong());
    this.key = Base64.getEncoder().encodeToString(nonce.array());
  }

  static Mono<WebSocket> connect(
      HttpTransport transport,
      HttpRequest request,
      WebSocketOptions options,
      Function<? super HttpResponse, Mono<? extends Throwable>> rejected) {
    String where = request.line() + " to " + transport.address();
    return Mono.defer(
        () -> {
          Handshake handshake = new Handshake(where, options.subprotocols());
          return transport
              .upgrade(handshake.ask(request), UpgradeProtocol.WEBSOCKET, rejected)
              .flatMap(connection -> handshake.take(connection, options))
              .doOnDiscard(UpgradedConnection.class, Handshake::drop)
              .doOnDiscard(FramedWebSocket.class, socket -> drop(socket.connection()));
        });
  }

  private HttpRequest ask(HttpRequest request) {
    HttpRequest asked =
        request.header("Sec-WebSocket-Key", key).header("Sec-WebSocket-Version", "13");
    return offered.isEmpty()
        ? asked
        : asked.header("Sec-WebSocket-Protocol", String.join(", ", offered));
  }

  private Mono<WebSocket> take(UpgradedConnection connection, WebSocketOptions options) {
    String wrong = wrong(connection);
    return wrong == null
        ? Mono.just(
            FramedWebSocket.open(
                connection, where, connection.header("Sec-WebSocket-Protocol"), options))
        : connection
            .close()
            .then(
                Mono.error(() -> new TransportException(Kind.GARBAGE, where + ": " + wrong, null)));
  }

  /** What is wrong with an answer that switches, or null. */
  private @Nullable String wrong(UpgradedConnection connection) {
    String upgrade = connection.header("Upgrade").orElse("nothing");
    if (!upgrade.equalsIgnoreCase("websocket")) {
      return "the server switches to " + upgrade + " and not to websocket";
    }
    if (!connection
        .header("Sec-WebSocket-Accept")
        .map(String::trim)
        .equals(Optional.of(accept()))) {
      return "the server switches without the right Sec-WebSocket-Accept: what answers there does"
          + " not speak WebSocket, or somebody between repeats an answer";
    }
    if (connection.header("Sec-WebSocket-Extensions").isPresent()) {
      return "the server uses an extension of WebSocket that was not offered";
    }
    return connection
        .header("Sec-WebSocket-Protocol")
        .filter(chosen -> !offered.contains(chosen))
        .map(chosen -> "the server chose the subprotocol " + chosen + ", which was not offered")
        .orElse(null);
  }

  private String accept() {
    byte[] asked = (key + MAGIC).getBytes(StandardCharsets.US_ASCII);
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(asked));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Closes what was cancelled at the moment of its delivery. */
  private static void drop(UpgradedConnection connection) {
    Publisher<Void> closing = connection.close();
    closing.subscribe(new BaseSubscriber<Void>() {});
  }
}
