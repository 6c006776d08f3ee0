package dev.fairlead.apple.process;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleMessages;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
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

  private final String operation;
  private final RunningProcess child;
  private final Mono<Void> kill;
  private final ChildStreams streams;
  private final Mono<Exit> exit;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * Wraps a child.
   *
   * @param kill kills what runs inside
   */
  ExecutedCommand(String operation, RunningProcess child, boolean writes, Mono<Void> kill) {
    this.operation = operation;
    this.child = child;
    this.kill = kill;
    this.streams = new ChildStreams(operation, child, writes, Capability.EXEC_STDIN);
    this.exit = streams.code().flatMap(this::judged).doOnNext(end -> over.set(true)).cache();
  }

  /**
   * Code 1 may be the program's own. Code 137 is that of a program that was killed, too, and
   * nothing tells whether the command inside was: so nobody saw its end.
   */
  private Mono<Exit> judged(int code) {
    if (code == FAILED) {
      return streams.lastWords().flatMap(words -> failed(code, words));
    }
    return code == KILLED
        ? Mono.error(
            AppleErrors.interrupted(
                operation, "SIGKILL ended the program that ran it, or the command itself"))
        : Mono.just(new Exit.Exited(code));
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

  @Override
  public Flux<OutputFrame> output() {
    return streams.output(exit);
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return streams.write(bytes);
  }

  @Override
  public Mono<Void> closeInput() {
    return child.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return streams.resize(size);
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
