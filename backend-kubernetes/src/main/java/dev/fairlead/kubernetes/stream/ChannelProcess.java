package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.websocket.WebSocket;
import dev.fairlead.transport.websocket.WebSocketMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A process whose streams are channels of a WebSocket. */
final class ChannelProcess implements AttachedProcess {

  /** What kubelets read at once. */
  private static final int PIECE = 32 << 10;

  private static final byte[] STDIN_ENDS = {(byte) 255, ProcessChannels.STDIN};
  private static final byte END_OF_TRANSMISSION = 4;

  /**
   * What differs between processes.
   *
   * @param context what was asked, for errors
   * @param tty whether there is a terminal
   * @param input whether this side writes to standard input
   * @param stdin the capability that is missing where it does not
   * @param exit how it ends
   * @param confirmEnd asked when the server says that the output has ended: completes if so
   * @param release what is left to be done when it is closed
   */
  record Facts(
      ErrorContext context,
      boolean tty,
      boolean input,
      Capability stdin,
      Mono<Exit> exit,
      Mono<Void> confirmEnd,
      Mono<Void> release) {}

  private final WebSocket socket;
  private final ProcessChannels channels;
  private final Facts facts;
  private final AtomicBoolean inputEnded = new AtomicBoolean();
  private volatile boolean peerGone;
  private volatile byte lastWritten = '\n';

  ChannelProcess(WebSocket socket, ProcessChannels channels, Facts facts) {
    this.socket = socket;
    this.channels = channels;
    this.facts = facts;
  }

  /** Tells the size that a terminal begins with. */
  Mono<Void> begin(Optional<TerminalSize> size) {
    return facts.tty() ? size.map(this::resize).orElse(Mono.empty()) : Mono.empty();
  }

  @Override
  public Flux<OutputFrame> output() {
    return channels
        .output()
        .concatWith(Flux.defer(() -> facts.confirmEnd().thenMany(Flux.<OutputFrame>empty())))
        .onErrorMap(TransportException.class, this::interrupted)
        .onErrorMap(ProcessChannels.SilentEnd.class, this::interrupted);
  }

  private StreamInterruptedException interrupted(Throwable cut) {
    return new StreamInterruptedException(facts.context(), String.valueOf(cut.getMessage()), cut);
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    if (!facts.input()) {
      return Refusal.mono(
          facts.context().backend(), facts.stdin(), "write: no input was asked for");
    }
    return Flux.from(bytes).concatMap(this::send, 1).then();
  }

  private Mono<Void> send(ByteBuffer buffer) {
    if (inputEnded.get()) {
      return Mono.error(
          () -> new ConflictException(facts.context(), "standard input was ended before", null));
    }
    if (peerGone || !buffer.hasRemaining()) {
      return Mono.empty();
    }
    byte last = buffer.get(buffer.limit() - 1);
    return taken(messages(buffer)).doOnSuccess(done -> lastWritten = last);
  }

  /** Sends, unless the process has ended meanwhile, which takes nothing more. */
  private Mono<Void> taken(List<WebSocketMessage> messages) {
    Mono<Void> ended = channels.status().doOnTerminate(() -> peerGone = true).then();
    return Mono.firstWithSignal(socket.send(Flux.fromIterable(messages)), ended)
        .onErrorResume(TransportException.class, this::drop);
  }

  /** Of a connection that broke, the output tells. */
  private Mono<Void> drop(TransportException error) {
    if (error.kind() == Kind.CUT || channels.isTold()) {
      peerGone = true;
      return Mono.empty();
    }
    return Mono.error(interrupted(error));
  }

  private static List<WebSocketMessage> messages(ByteBuffer buffer) {
    List<WebSocketMessage> messages = new ArrayList<>(1 + buffer.remaining() / PIECE);
    ByteBuffer rest = buffer.duplicate();
    while (rest.hasRemaining()) {
      int length = Math.min(PIECE, rest.remaining());
      byte[] message = new byte[1 + length];
      message[0] = ProcessChannels.STDIN;
      rest.get(message, 1, length);
      messages.add(WebSocketMessage.binary(ByteBuffer.wrap(message)));
    }
    return messages;
  }

  @Override
  public Mono<Void> closeInput() {
    return Mono.defer(
        () -> {
          if (!facts.input() || peerGone) {
            return Mono.empty();
          }
          if (facts.tty()) {
            return inputEnded.compareAndSet(false, true)
                ? taken(messages(endOfInput()))
                : Mono.empty();
          }
          if (!canCloseInput(socket)) {
            return Mono.error(this::cannotCloseInput);
          }
          return inputEnded.compareAndSet(false, true)
              ? taken(List.of(WebSocketMessage.binary(ByteBuffer.wrap(STDIN_ENDS))))
              : Mono.empty();
        });
  }

  static boolean canCloseInput(WebSocket socket) {
    return socket.subprotocol().equals(Optional.of(PodSocket.V5));
  }

  private OperationUnsupportedException cannotCloseInput() {
    return new OperationUnsupportedException(
        Capability.STDIN_CLOSE,
        facts
            .context()
            .withRemedy(
                "a cluster of Kubernetes 1.29 or later, or a command that does not wait for the end"
                    + " of its input"),
        "its standard input cannot be ended: the API server does not speak " + PodSocket.V5);
  }

  /** Inside of a line the character only hands over what is there, so it is sent a second time. */
  private ByteBuffer endOfInput() {
    byte[] once = {END_OF_TRANSMISSION};
    byte[] twice = {END_OF_TRANSMISSION, END_OF_TRANSMISSION};
    return ByteBuffer.wrap(lastWritten == '\n' || lastWritten == '\r' ? once : twice);
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    if (!facts.tty()) {
      return Refusal.mono(
          facts.context().backend(), Capability.RESIZE, "resize: it has no terminal");
    }
    String json =
        (char) ProcessChannels.SIZE
            + "{\"Width\":"
            + size.columns()
            + ",\"Height\":"
            + size.rows()
            + "}";
    ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.US_ASCII));
    return Mono.defer(() -> taken(List.of(WebSocketMessage.binary(bytes))));
  }

  @Override
  public Mono<Exit> exit() {
    return facts.exit();
  }

  @Override
  public Mono<Void> close() {
    return Mono.whenDelayError(socket.close(), facts.release());
  }
}
