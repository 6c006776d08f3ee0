package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection to a port of a pod: {@code GET
 * /api/v1/namespaces/{namespace}/pods/{name}/portforward}. There is one channel for bytes and one
 * for an error; each begins with a message that holds the number of the port (Kubernetes 1.20,
 * {@code pkg/kubelet/cri/streaming/portforward/websocket.go}). No message ends one direction alone.
 */
final class PortChannels implements PortConnection {

  private static final byte DATA = 0;
  private static final byte ERROR = 1;
  private static final int PIECE = 32 << 10;

  private final WebSocket socket;
  private final ErrorContext context;
  private final AtomicBoolean ended = new AtomicBoolean();
  private boolean dataBegun;
  private boolean errorBegun;

  private PortChannels(WebSocket socket, ErrorContext context) {
    this.socket = socket;
    this.context = context;
  }

  static Mono<PortConnection> connect(PodLook look, ContainerId id, int port) {
    String operation = "forward port " + port + " of container " + id;
    ApiCall call = look.call(id, "portforward", operation);
    return look.running(id, operation)
        .flatMap(
            facts ->
                PodSocket.connect(
                    look.server(),
                    call.with(call.request().query("ports", String.valueOf(port))),
                    PodSocket.V4))
        .map(socket -> new PortChannels(socket, call.context()));
  }

  @Override
  public Flux<ByteBuffer> receive() {
    return socket
        .receive()
        .concatMapIterable(this::take, 1)
        .onErrorMap(TransportException.class, this::interrupted);
  }

  private StreamInterruptedException interrupted(TransportException cut) {
    return new StreamInterruptedException(context, String.valueOf(cut.getMessage()), cut);
  }

  private List<ByteBuffer> take(WebSocketMessage message) {
    ByteBuffer bytes = message.bytes();
    byte channel = bytes.hasRemaining() ? bytes.get() : DATA;
    ByteBuffer content = bytes.slice();
    if (channel == DATA) {
      boolean first = !dataBegun;
      dataBegun = true;
      return first || !content.hasRemaining() ? List.of() : List.of(content);
    }
    if (channel == ERROR) {
      boolean first = !errorBegun;
      errorBegun = true;
      if (!first && content.hasRemaining()) {
        throw new BackendFailureException(
            context, StandardCharsets.UTF_8.decode(content).toString(), null);
      }
    }
    return List.of();
  }

  @Override
  public Mono<Void> send(Publisher<ByteBuffer> bytes) {
    return socket
        .send(Flux.from(bytes).concatMapIterable(PortChannels::messages, 1))
        .onErrorMap(TransportException.class, this::interrupted);
  }

  private static List<WebSocketMessage> messages(ByteBuffer buffer) {
    List<WebSocketMessage> messages = new ArrayList<>(1 + buffer.remaining() / PIECE);
    ByteBuffer rest = buffer.duplicate();
    while (rest.hasRemaining()) {
      int length = Math.min(PIECE, rest.remaining());
      byte[] message = new byte[1 + length];
      message[0] = DATA;
      rest.get(message, 1, length);
      messages.add(WebSocketMessage.binary(ByteBuffer.wrap(message)));
    }
    return messages;
  }

  @Override
  public Mono<Void> closeOutput() {
    return Mono.error(
        () ->
            new OperationUnsupportedException(
                Capability.PORT_FORWARD,
                context,
                "one side alone cannot be ended: the API has no message for it"));
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(() -> ended.compareAndSet(false, true) ? socket.close() : Mono.empty());
  }
}
