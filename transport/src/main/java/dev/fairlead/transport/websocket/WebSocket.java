package dev.fairlead.transport.websocket;

import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.HttpTransport;
import java.util.Optional;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection on which both sides send messages (RFC 6455). Whoever received it closes it: by
 * {@link #close()}, by cancelling {@link #receive()}, or by reading it to its end.
 *
 * <p>Errors of all its operations are {@link dev.fairlead.transport.http.TransportException}s.
 */
public interface WebSocket {

  /**
   * Connects. Cold: each subscription is a new connection, and cancelling one before its delivery
   * closes it.
   *
   * <p>Errors: those of {@link HttpTransport#upgrade}; kind {@code GARBAGE} if the server switches
   * without having proved that it understood, or to a subprotocol or an extension that was not
   * offered.
   *
   * @param transport leads to the server
   * @param request a GET request; the headers {@code Sec-WebSocket-*} are added to it
   * @param options what is offered and taken
   * @param rejected makes the error out of any other response than one that switches, as in {@link
   *     HttpTransport#upgrade}
   * @return the connection
   */
  static Mono<WebSocket> connect(
      HttpTransport transport,
      HttpRequest request,
      WebSocketOptions options,
      Function<? super HttpResponse, Mono<? extends Throwable>> rejected) {
    return Handshake.connect(transport, request, options, rejected);
  }

  /**
   * The subprotocol that the server chose.
   *
   * @return one of those offered; empty if it chose none
   */
  Optional<String> subprotocol();

  /**
   * The messages that the server sends.
   *
   * <p>Demand reaches the socket: while nothing is requested, no more than two reads of at most 64
   * KiB and the message that is not whole yet wait in memory. Pings are answered as they are read,
   * and so only where something is requested. There can be one subscriber; a second one gets an
   * {@link IllegalStateException}. Cancelling closes the connection at once, both ways.
   *
   * <p>Completes when the server closes with the code 1000, or with none. All other ends are errors
   * of kind {@code CUT}: another code, which the message tells with the server's reason; a
   * connection that ends without the word for it, be it between two frames; a reset. Kind {@code
   * GARBAGE} if frames are against the protocol, {@code TOO_LARGE} for a message beyond {@link
   * WebSocketOptions#maxMessageBytes()}, {@code CLOSED} if this side closed.
   *
   * @return the messages
   */
  Flux<WebSocketMessage> receive();

  /**
   * Sends messages, each as one frame. May be called while others are being sent: messages of one
   * call stay in order, those of several take turns.
   *
   * <p>The source is asked for a message ahead of what the socket takes. Cancelling cancels the
   * source and leaves the connection open.
   *
   * <p>Errors: those of the source; kind {@code CUT} if the server takes no more, {@code CLOSED}
   * after this side has closed.
   *
   * @param messages what is sent
   * @return completes when the socket has taken all of it, or holds no more than 256 KiB and one
   *     message back
   */
  Mono<Void> send(Publisher<WebSocketMessage> messages);

  /**
   * Says goodbye with the code 1000, and closes the connection. The server's own goodbye is not
   * waited for, and a server that does not even take this one is left alone after 200 ms.
   * Idempotent, and never fails.
   *
   * @return completes when the socket is closed
   */
  Mono<Void> close();
}
