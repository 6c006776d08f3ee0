package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.UpgradedConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A process whose streams are a hijacked connection: the first of a container, or an executed one.
 */
final class EngineProcess implements AttachedProcess {

  private static final Duration STALLED = Duration.ofMillis(500);
  private static final byte END_OF_TRANSMISSION = 4;

  /** How standard input is ended. */
  enum InputEnd {
    /** There is none. */
    NO_INPUT,
    /** By half-closing the connection. */
    HALF_CLOSE,
    /** By the character that ends it on a terminal: Docker drops a session that is half-closed. */
    CHARACTER,
    /** Not at all: it stays open for other clients, and half-closing would end the output. */
    STAYS_OPEN
  }

  /**
   * What differs between the two kinds of process.
   *
   * @param context what was asked, for errors
   * @param tty whether there is a terminal
   * @param inputEnd how standard input is ended
   * @param stdin the capability that is missing where there is no input
   * @param exit how it ends
   * @param confirmEnd asked after the end of the connection: completes if it was the end of the
   *     output too
   * @param resize tells the daemon a new size
   * @param outputEnded is told when the output ended or nobody reads it any more
   * @param release releases what else belongs to it
   */
  record Facts(
      ErrorContext context,
      boolean tty,
      InputEnd inputEnd,
      Capability stdin,
      Mono<Exit> exit,
      Mono<Void> confirmEnd,
      Function<TerminalSize, Mono<Void>> resize,
      Sinks.Empty<Void> outputEnded,
      Mono<Void> release) {}

  private final UpgradedConnection connection;
  private final Facts facts;
  private final AtomicBoolean inputEnded = new AtomicBoolean();
  private volatile boolean peerGone;
  private volatile byte lastWritten = '\n';

  EngineProcess(UpgradedConnection connection, Facts facts) {
    this.connection = connection;
    this.facts = facts;
  }

  @Override
  public Flux<OutputFrame> output() {
    Flux<ByteBuffer> bytes = connection.receive();
    Flux<OutputFrame> frames =
        facts.tty() ? FrameDecoder.raw(bytes) : FrameDecoder.multiplexed(bytes, facts.context());
    return frames
        .concatWith(Flux.defer(() -> facts.confirmEnd().thenMany(Flux.<OutputFrame>empty())))
        .onErrorMap(TransportException.class, this::interrupted)
        .doFinally(end -> facts.outputEnded().tryEmitEmpty());
  }

  private StreamInterruptedException interrupted(TransportException cut) {
    return new StreamInterruptedException(
        facts.context(), "the connection broke: " + cut.getMessage(), cut);
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    if (facts.inputEnd() == InputEnd.NO_INPUT) {
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
    return Mono.firstWithSignal(
            connection.send(Mono.just(buffer)).doOnSuccess(done -> lastWritten = last), ended())
        .onErrorResume(TransportException.class, this::drop);
  }

  /** The daemon neither reads nor closes after the end of the process, so a write would wait. */
  private Mono<Void> ended() {
    return Mono.delay(STALLED)
        .then(Mono.defer(facts::exit))
        .doOnNext(exit -> peerGone = true)
        .then();
  }

  /**
   * A process that ended or closed its input takes nothing more: that is no error of the writer.
   */
  private Mono<Void> drop(TransportException error) {
    if (error.kind() != TransportException.Kind.CUT) {
      return Mono.error(interrupted(error));
    }
    peerGone = true;
    return Mono.empty();
  }

  @Override
  public Mono<Void> closeInput() {
    return Mono.defer(
        () -> {
          if (!inputEnded.compareAndSet(false, true) || peerGone) {
            return Mono.empty();
          }
          switch (facts.inputEnd()) {
            case HALF_CLOSE:
              return Mono.firstWithSignal(connection.shutdownOutput(), ended());
            case CHARACTER:
              return Mono.firstWithSignal(connection.send(Mono.just(endOfInput())), ended())
                  .onErrorResume(TransportException.class, this::drop);
            default:
              return Mono.empty();
          }
        });
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
    return facts.resize().apply(size);
  }

  @Override
  public Mono<Exit> exit() {
    return facts.exit();
  }

  @Override
  public Mono<Void> close() {
    return Mono.whenDelayError(connection.close(), facts.release());
  }
}
