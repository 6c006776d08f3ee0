package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ProcessTree;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A command that was executed in a container: a child of this process. */
final class ExecutedProcess implements AttachedProcess {

  private static final long KILL_MILLIS = 2_000;

  private final String operation;
  private final RunningProcess process;
  private final boolean withInput;
  private final ProcessTree tree;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  ExecutedProcess(String operation, RunningProcess process, boolean withInput, ProcessTree tree) {
    this.operation = operation;
    this.process = process;
    this.withInput = withInput;
    this.tree = tree;
  }

  @Override
  public Flux<OutputFrame> output() {
    return Flux.defer(
        () ->
            subscribed.compareAndSet(false, true)
                ? Flux.merge(
                        1,
                        process.stdout().map(bytes -> OutputFrame.of(StandardStream.STDOUT, bytes)),
                        process.stderr().map(bytes -> OutputFrame.of(StandardStream.STDERR, bytes)))
                    .onErrorMap(ProcessException.class, this::interrupted)
                : Flux.error(new IllegalStateException("the output has a subscriber already")));
  }

  private Throwable interrupted(ProcessException error) {
    return ProcessErrors.interrupted(operation, String.valueOf(error.getMessage()));
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return withInput
        ? process.write(bytes)
        : Refusal.mono(
            ProcessBackendProvider.ID,
            Capability.EXEC_STDIN,
            operation + " without asking for its input");
  }

  @Override
  public Mono<Void> closeInput() {
    return process.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    Objects.requireNonNull(size, "size");
    return Refusal.mono(ProcessBackendProvider.ID, Capability.RESIZE, operation + " as a terminal");
  }

  @Override
  public Mono<Exit> exit() {
    return process
        .exit()
        .<Exit>map(Exit.Exited::new)
        .doOnNext(exit -> ended.set(true))
        .onErrorMap(ProcessException.class, this::interrupted);
  }

  /** What it left in the background when it ended by itself goes on, as in any container. */
  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(
            () -> {
              if (!ended.get()) {
                tree.kill(KILL_MILLIS);
              }
            })
        .subscribeOn(Schedulers.boundedElastic())
        .then(process.close());
  }
}
