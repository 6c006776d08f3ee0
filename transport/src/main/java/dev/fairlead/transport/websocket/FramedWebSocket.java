package dev.fairlead.transport.websocket;

import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.http.UpgradedConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages in frames over a connection that was upgraded. */
final class FramedWebSocket implements WebSocket {

  private static final Duration GOODBYE = Duration.ofMillis(200);
  private static final int NORMAL = 1000;

  private final UpgradedConnection connection;
  private final String where;
  private final Optional<String> subprotocol;
  private final FrameReader reader;
  private final Outgoing outgoing;

  private FramedWebSocket(
      UpgradedConnection connection,
      String where,
      Optional<String> subprotocol,
      WebSocketOptions options) {
    this.connection = connection;
    this.where = where;
    this.subprotocol = subprotocol;
    this.outgoing = new Outgoing(where);
    this.reader = new FrameReader(where, options.maxMessageBytes(), outgoing::pong);
  }

  static FramedWebSocket open(
      UpgradedConnection connection,
      String where,
      Optional<String> subprotocol,
      WebSocketOptions options) {
    FramedWebSocket socket = new FramedWebSocket(connection, where, subprotocol, options);
    Publisher<Void> sending = connection.send(socket.outgoing);
    sending.subscribe(socket.outgoing.end());
    return socket;
  }

  UpgradedConnection connection() {
    return connection;
  }

  @Override
  public Optional<String> subprotocol() {
    return subprotocol;
  }

  @Override
  public Flux<WebSocketMessage> receive() {
    return connection
        .receive()
        .map(reader::read)
        .concatWith(Mono.error(reader::cut))
        // As a thing that comes: an error would overtake messages that nobody has asked for yet.
        .onErrorResume(error -> Mono.just(List.of(new Incoming.End(error))))
        .concatMapIterable(all -> all, 1)
        .concatMap(this::take, 1)
        .onErrorResume(Over.class, over -> Flux.empty());
  }

  private Mono<WebSocketMessage> take(Incoming incoming) {
    if (incoming instanceof Incoming.Message whole) {
      return Mono.just(whole.message());
    }
    if (incoming instanceof Incoming.Close close) {
      Throwable end = close.isNormal() ? new Over() : closed(close);
      return goodbye(close.answer(), "").then(Mono.error(end));
    }
    if (incoming instanceof Incoming.End end) {
      return Mono.error(end.cause());
    }
    Incoming.Failure failure = (Incoming.Failure) incoming;
    return goodbye(failure.code(), "").then(Mono.error(failure.error()));
  }

  private TransportException closed(Incoming.Close close) {
    return new TransportException(
        Kind.CUT,
        where
            + ": the server closed the connection with the code "
            + close.code()
            + (close.reason().isEmpty() ? "" : ": " + close.reason()),
        null);
  }

  @Override
  public Mono<Void> send(Publisher<WebSocketMessage> messages) {
    return outgoing.send(messages);
  }

  @Override
  public Mono<Void> close() {
    return goodbye(NORMAL, "").then(connection.close());
  }

  /** Says that nothing more will be sent, as far as the server takes it soon. */
  private Mono<Void> goodbye(int code, String reason) {
    return outgoing
        .close(code, reason)
        .timeout(GOODBYE, Mono.empty())
        .onErrorComplete(TransportException.class);
  }

  /** The server has ended in good order. */
  private static final class Over extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Over() {
      super("the server has closed", null, false, false);
    }
  }
}
