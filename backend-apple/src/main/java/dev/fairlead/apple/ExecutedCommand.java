package dev.fairlead.apple;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A command in a container, by the child {@code container exec}. */
final class ExecutedCommand implements AttachedProcess {

  private static final int FAILED = 1;
  private static final int KILLED = 137;
  private static final int NOT_FOUND = 127;

  /** A look that takes longer does not tell how it was when the child ended. */
  static final long PROMPT_MILLIS = 1_000;

  private final String operation;
  private final RunningProcess child;
  private final boolean writes;
  private final Mono<Void> kill;
  private final ErrorOutput errors;
  private final Mono<Exit> exit;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * Wraps a child.
   *
   * @param alive whether the command still runs inside, asked where the child was killed
   * @param kill kills what runs inside
   */
  ExecutedCommand(
      String operation,
      RunningProcess child,
      boolean writes,
      Mono<Boolean> alive,
      Mono<Void> kill) {
    this.operation = operation;
    this.child = child;
    this.writes = writes;
    this.kill = kill;
    this.errors = new ErrorOutput(child);
    this.exit =
        child
            .exit()
            .onErrorMap(ProcessException.class, this::interrupted)
            .flatMap(code -> judged(code, alive))
            .doOnNext(end -> over.set(true))
            .cache();
  }

  /** Code 1 may be the program's own, and 137 that of a child which somebody killed. */
  private Mono<Exit> judged(int code, Mono<Boolean> alive) {
    if (code == FAILED) {
      return errors.lastWords().flatMap(words -> failed(code, words));
    }
    Exit told = new Exit.Exited(code);
    return code == KILLED
        ? alive
            .elapsed()
            .flatMap(
                look ->
                    look.getT2() || look.getT1() > PROMPT_MILLIS
                        ? Mono.error(
                            AppleErrors.interrupted(
                                operation, "the program was killed, and perhaps not the command"))
                        : Mono.just(told))
        : Mono.just(told);
  }

  private Mono<Exit> failed(int code, String words) {
    return AppleMessages.failure(words)
        .flatMap(
            failure ->
                AppleMessages.of(failure)
                    .map(
                        meaning ->
                            meaning == AppleMessages.Meaning.NO_COMMAND
                                ? Mono.<Exit>just(
                                    new Exit.StartFailed(OptionalInt.of(NOT_FOUND), failure))
                                : Mono.<Exit>error(AppleErrors.of(operation, null, code, words))))
        .orElseGet(() -> Mono.just(new Exit.Exited(code)));
  }

  private Throwable interrupted(ProcessException error) {
    return AppleErrors.interrupted(operation, String.valueOf(error.getMessage()));
  }

  @Override
  public Flux<OutputFrame> output() {
    return Flux.defer(
        () ->
            subscribed.compareAndSet(false, true)
                ? Flux.merge(
                        1,
                        child.stdout().map(bytes -> OutputFrame.of(StandardStream.STDOUT, bytes)),
                        errors.bytes().map(bytes -> OutputFrame.of(StandardStream.STDERR, bytes)))
                    .onErrorMap(ProcessException.class, this::interrupted)
                    .concatWith(exit.ignoreElement().cast(OutputFrame.class))
                : Flux.error(new IllegalStateException("the output has a subscriber already")));
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return writes
        ? child.write(bytes)
        : Refusal.mono(
            AppleProvider.ID, Capability.EXEC_STDIN, operation + " without asking for its input");
  }

  @Override
  public Mono<Void> closeInput() {
    return child.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    Objects.requireNonNull(size, "size");
    return Refusal.mono(AppleProvider.ID, Capability.RESIZE, operation + " as a terminal");
  }

  @Override
  public Mono<Exit> exit() {
    return exit;
  }

  /** Killed inside first: with its child gone, a command would go on for good. */
  @Override
  public Mono<Void> close() {
    return Mono.usingWhen(
        Mono.just(child), process -> over.get() ? Mono.empty() : kill, RunningProcess::close);
  }
}
