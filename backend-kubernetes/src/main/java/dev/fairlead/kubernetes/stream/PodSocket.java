package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketOptions;
import reactor.core.publisher.Mono;

/**
 * A WebSocket to a pod, whose messages begin with the number of a channel. The protocols are those
 * of {@code k8s.io/apimachinery/pkg/util/remotecommand}: {@code v5.channel.k8s.io} is of Kubernetes
 * 1.29, {@code v4.channel.k8s.io} older than all that is in use. A server that does not know one of
 * those offered takes another; one that knows none refuses by 403.
 */
final class PodSocket {

  /** Standard input can be ended. */
  static final String V5 = "v5.channel.k8s.io";

  static final String V4 = "v4.channel.k8s.io";

  private PodSocket() {}

  static Mono<WebSocket> connect(ApiServer server, ApiCall call, String... protocols) {
    WebSocketOptions options = WebSocketOptions.defaults().withSubprotocols(protocols);
    return server
        .trusted(
            call.request(),
            request ->
                WebSocket.connect(
                    server.transport(), request, options, answer -> server.error(answer, call)))
        .flatMap(socket -> agreed(socket, call))
        .onErrorMap(error -> server.broken(error, call));
  }

  private static Mono<WebSocket> agreed(WebSocket socket, ApiCall call) {
    return socket.subprotocol().isPresent()
        ? Mono.just(socket)
        : socket
            .close()
            .then(
                Mono.error(
                    () ->
                        new BackendFailureException(
                            call.context(),
                            "the API server switched to WebSocket without one of the protocols"
                                + " that were offered",
                            null)));
  }
}
