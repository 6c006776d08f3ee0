package dev.fairlead.app;

import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * How a process in a container is joined to the standard streams of the command: bytes as they are,
 * or, where it has a terminal, that terminal and ours as one.
 */
final class Attachment {

  /** So long a process that cannot be told the end of its input may take to its own end. */
  private static final Duration WITHOUT_END = Duration.ofSeconds(10);

  private final Session session;
  private final boolean input;
  private final @Nullable Tty tty;
  private final DetachKeys keys;
  private volatile boolean left;

  private Attachment(Session session, boolean input, @Nullable Tty tty, DetachKeys keys) {
    this.session = session;
    this.input = input;
    this.tty = tty;
    this.keys = keys;
  }

  /** What is joined to a process. */
  enum Streams {
    /** Its output is printed. */
    OUTPUT,
    /** It gets standard input too. */
    BOTH
  }

  /** Whether the process has a terminal. */
  enum Kind {
    /** It has none. */
    PIPES,
    /** It has one. */
    TERMINAL;

    static Kind of(ContainerInfo info) {
      return info.tty() ? TERMINAL : PIPES;
    }
  }

  /**
   * Looks at this command's own terminal, where the process has one. Blocks.
   *
   * @param session this execution of the command
   * @param streams what is joined
   * @param kind whether the process has a terminal
   * @param options with which keys it is left
   * @throws IllegalArgumentException if the process has a terminal, standard input is passed on to
   *     it, and that is no terminal
   */
  static Attachment of(Session session, Streams streams, Kind kind, DetachOptions options) {
    boolean input = streams == Streams.BOTH;
    DetachKeys keys = options.keys(session, session.machine());
    if (kind == Kind.PIPES) {
      return new Attachment(session, input, null, keys);
    }
    Optional<Tty> tty = session.tty();
    if (input && tty.isEmpty()) {
      throw new IllegalArgumentException(
          "the input device is not a TTY: the process has a terminal, and standard input, which is"
              + " to be passed on to it, is none; leave out -t, or -i (--no-stdin)");
    }
    return new Attachment(session, input, tty.orElse(null), keys);
  }

  /** Only the output, of a process without a terminal. */
  static Attachment ofOutput(Session session) {
    return new Attachment(session, false, null, DetachKeys.parse(DetachKeys.DEFAULT));
  }

  /** Size of this command's terminal, where the process has one too. Blocks. */
  Optional<TerminalSize> size() {
    return tty == null ? Optional.empty() : tty.size();
  }

  /** How to attach to a process that is about to start. */
  AttachOptions options() {
    return options(size());
  }

  /**
   * How to attach to a process that runs: with a size that is not ours, so that the one that
   * follows is a change, and programs draw their screen again.
   */
  AttachOptions optionsForRunning() {
    return options(size().map(size -> new TerminalSize(size.rows() + 1, size.columns() + 1)));
  }

  private AttachOptions options(Optional<TerminalSize> size) {
    return new AttachOptions(
        input ? AttachOptions.Input.YES : AttachOptions.Input.NO, AttachOptions.History.NO, size);
  }

  /**
   * Joins the streams until the process ends or is left.
   *
   * @param source the process
   * @return the exit code of the process; 0 if it was left
   */
  Mono<Integer> to(Mono<AttachedProcess> source) {
    return Mono.usingWhen(source, this::join, AttachedProcess::close);
  }

  /**
   * Joins the streams until the process ends or is left. Input that nobody reads any more is not
   * waited for.
   *
   * @param process the process
   * @return the exit code of the process; 0 if it was left
   */
  Mono<Integer> join(AttachedProcess process) {
    if (tty == null || !input) {
      return streams(process).map(code -> code.orElse(ExitCodes.OK));
    }
    return Mono.usingWhen(
            raw(tty),
            lent -> streams(process),
            lent -> Mono.<Void>fromRunnable(lent::restore).subscribeOn(Schedulers.boundedElastic()))
        .map(code -> code.isPresent() ? code.getAsInt() : leave());
  }

  private static Mono<Tty> raw(Tty tty) {
    return Mono.fromCallable(
            () -> {
              tty.raw();
              return tty;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Whether the process was left by the detach keys, and is to go on. */
  boolean left() {
    return left;
  }

  private int leave() {
    left = true;
    session.notice("");
    session.notice("detached; the process goes on");
    return ExitCodes.OK;
  }

  /** The exit code; empty if the process was left. */
  private Mono<OptionalInt> streams(AttachedProcess process) {
    ProcessIo io = session.processIo();
    Sinks.Empty<Void> left = Sinks.empty();
    Mono<Void> printed = io.print(process.output());
    Mono<OptionalInt> ended = printed.then(process.exit()).map(exit -> OptionalInt.of(code(exit)));
    // A failure of the input counts; its mere end does not, and the end of the process ends both.
    return Mono.firstWithSignal(
        ended,
        fed(process, io, left).then(Mono.never()),
        sized(process).then(Mono.never()),
        left.asMono().thenReturn(OptionalInt.empty()));
  }

  /** Where nobody saw the container's own code, a signal that ended it is told in its place. */
  private int code(Exit exit) {
    if (exit instanceof Exit.Lost lost) {
      session.notice("fairlead: the exit code is not known: " + lost.reason());
      return session.interrupts().code();
    }
    return ExitCodes.of(exit);
  }

  private Mono<Void> fed(AttachedProcess process, ProcessIo io, Sinks.Empty<Void> left) {
    if (!input) {
      return Mono.empty();
    }
    AtomicBoolean leaving = new AtomicBoolean();
    Flux<ByteBuffer> typed =
        tty == null ? io.input() : keys.watch(io.input(), () -> leaving.set(true));
    // What was typed before the keys is handed over first.
    return process
        .write(typed)
        .then(
            Mono.defer(
                () -> leaving.get() ? Mono.fromRunnable(left::tryEmitEmpty) : endInput(process)));
  }

  /**
   * Where the runtime has no word for the end of an input, many a process knows it nevertheless, or
   * does not wait for it. What has not ended soon would wait for ever.
   */
  private static Mono<Void> endInput(AttachedProcess process) {
    return process
        .closeInput()
        .onErrorResume(
            OperationUnsupportedException.class,
            cannot -> Mono.delay(WITHOUT_END).then(Mono.error(cannot)));
  }

  /** A process that has ended needs no size, and one without the right size still works. */
  private Mono<Void> sized(AttachedProcess process) {
    return tty == null
        ? Mono.empty()
        : tty.sizes()
            .concatMap(
                size ->
                    process
                        .resize(size)
                        .onErrorResume(ContainerException.class, failed -> Mono.empty()),
                1)
            .then();
  }
}
