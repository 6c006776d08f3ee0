package dev.fairlead.transport.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends requests to one server and hands on its answers as they come.
 *
 * <p>All operations are cold: each subscription is a new request. The response is good inside the
 * function that receives it; when the publisher that this function returns has ended, or is
 * cancelled, the response is over, and its connection is given back or closed. Cancelling before
 * that closes the connection at once.
 *
 * <p>Signals are delivered on shared event-loop threads: a subscriber must not block. Instances may
 * be used by many threads.
 *
 * <p>Errors of every operation are {@link TransportException}s. A status of 400 and above is no
 * error here: whoever receives the response must look at {@link HttpResponse#status()}.
 */
public interface HttpTransport {

  /**
   * Opens a transport. Nothing is connected yet.
   *
   * @param address the server
   * @param options limits and times
   * @return the transport, to be closed by the caller
   */
  static HttpTransport open(HttpAddress address, HttpTransportOptions options) {
    return WiredTransport.open(address, options);
  }

  /**
   * The server that requests go to.
   *
   * @return the address
   */
  HttpAddress address();

  /**
   * Sends a request whose answer is one value.
   *
   * <p>A request of {@link Lane#CONTROL} holds its turn until the reader has ended, so a reader
   * must not wait for another such call: chain the second call behind the first instead.
   *
   * @param <T> the value's type
   * @param request the request
   * @param reader reads the response; a body that it leaves unread costs the connection
   * @return what the reader returns
   */
  <T> Mono<T> fetch(HttpRequest request, Function<? super HttpResponse, Mono<T>> reader);

  /**
   * Sends a request whose answer is short, and reads it when it is whole. The same as {@link
   * #fetch} with {@link HttpResponse#bytes}, for less.
   *
   * <p>The value comes when the connection and the turn are given back. A request of {@link
   * Lane#STREAM} waits for no turn, and may use a connection that happens to be kept, since its
   * answer leaves it as good as it was.
   *
   * @param <T> the value's type
   * @param request the request
   * @param bodyWithin how long the body may take from the end of the head; empty for as long as it
   *     likes. Beyond that the error is a {@link java.util.concurrent.TimeoutException}.
   * @param reader makes the value
   * @return the value
   */
  <T> Mono<T> call(HttpRequest request, Optional<Duration> bodyWithin, AnswerReader<T> reader);

  /**
   * Sends a request whose answer is many values.
   *
   * <p>Usually of {@link Lane#STREAM}. Demand on the result reaches the socket through {@link
   * HttpResponse#body()}.
   *
   * @param <T> the values' type
   * @param request the request
   * @param reader reads the response
   * @return what the reader returns
   */
  <T> Flux<T> stream(HttpRequest request, Function<? super HttpResponse, Flux<T>> reader);

  /**
   * Sends a request that turns its connection into a duplex one.
   *
   * <p>{@code Connection: Upgrade} and {@code Upgrade} with the protocol's name are added; other
   * headers that the protocol wants are the request's own. Bytes that follow the head at once are
   * the first that {@link DuplexConnection#receive()} delivers. The connection is always a new one
   * and belongs to the subscriber, who closes it; cancelling before it was delivered closes it.
   *
   * @param request the request
   * @param protocol what the connection is to carry, which says how the server switches to it
   * @param rejected makes the error out of any other response, whose body it may read; if it
   *     returns an empty Mono, the error is a {@link TransportException} of kind {@code REJECTED}
   * @return the connection
   */
  Mono<UpgradedConnection> upgrade(
      HttpRequest request,
      UpgradeProtocol protocol,
      Function<? super HttpResponse, Mono<? extends Throwable>> rejected);

  /**
   * Sends a request that turns its connection into a duplex one of {@link UpgradeProtocol#TCP}.
   *
   * @param request the request
   * @param rejected makes the error out of any other response
   * @return the connection
   */
  default Mono<UpgradedConnection> upgrade(
      HttpRequest request, Function<? super HttpResponse, Mono<? extends Throwable>> rejected) {
    return upgrade(request, UpgradeProtocol.TCP, rejected);
  }

  /**
   * Connects without any HTTP, for protocols with a framing of their own.
   *
   * <p>The connection belongs to the subscriber, who closes it; cancelling before it was delivered
   * closes it.
   *
   * @param target where to connect to, not necessarily {@link #address()}
   * @return the connection
   */
  Mono<DuplexConnection> connect(HttpAddress target);

  /**
   * Closes every connection; what is under way fails with kind {@code CLOSED}. Idempotent.
   *
   * <p>When the last transport of the process is closed, its event-loop threads end too.
   *
   * @return completes when all is closed
   */
  Mono<Void> close();
}
