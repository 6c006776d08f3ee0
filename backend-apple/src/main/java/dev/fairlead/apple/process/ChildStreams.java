package dev.fairlead.apple.process;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The streams of a process inside, which are those of the child that is attached to it. */
final class ChildStreams {

  private final String operation;
  private final RunningProcess child;
  private final boolean writes;
  private final Capability input;
  private final ErrorOutput errors;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  /**
   * Takes a child's streams.
   *
   * @param writes whether its input was asked for
   * @param input what input is called among the capabilities
   */
  ChildStreams(String operation, RunningProcess child, boolean writes, Capability input) {
    this.operation = operation;
    this.child = child;
    this.writes = writes;
    this.input = input;
    this.errors = new ErrorOutput(child);
  }

  /** The child's code; an interruption where this side killed it. */
  Mono<Integer> code() {
    return child.exit().onErrorMap(ProcessException.class, this::interrupted);
  }

  /** What it wrote last to standard error, once it has ended. */
  Mono<String> lastWords() {
    return errors.lastWords();
  }

  /** All that is written, to its one reader, and then the end as far as it is an error. */
  Flux<OutputFrame> output(Mono<Exit> exit) {
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

  private Throwable interrupted(ProcessException error) {
    return AppleErrors.interrupted(operation, String.valueOf(error.getMessage()));
  }

  Mono<Void> write(Publisher<ByteBuffer> bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return writes
        ? child.write(bytes)
        : Refusal.mono(AppleProgram.ID, input, operation + " without asking for its input");
  }

  Mono<Void> resize(TerminalSize size) {
    Objects.requireNonNull(size, "size");
    return Refusal.mono(AppleProgram.ID, Capability.RESIZE, operation + " as a terminal");
  }
}
