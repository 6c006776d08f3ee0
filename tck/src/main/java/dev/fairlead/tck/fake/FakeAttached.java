package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The live streams of a virtual process. */
final class FakeAttached implements AttachedProcess {

  private final FakeWorld world;
  private final FakeProcess process;
  private final FakePipe<OutputFrame> output;
  private final boolean writes;
  private final boolean apart;
  private final Runnable atClose;
  private final Sinks.One<Exit> cut = Sinks.one();
  private final Consumer<Throwable> breaker;

  /**
   * Registers with the process; from here on nothing is lost.
   *
   * @param writes whether standard input may be written
   * @param apart whether standard error is told from standard output
   * @param atClose what else happens at the end of this attachment
   */
  FakeAttached(
      FakeWorld world,
      FakeProcess process,
      boolean history,
      boolean writes,
      boolean apart,
      Runnable atClose) {
    this.world = world;
    this.process = process;
    this.output = process.output().reader(history);
    this.writes = writes;
    this.apart = apart;
    this.atClose = atClose;
    this.breaker = this::interrupt;
    world.open(breaker);
  }

  private void interrupt(Throwable cause) {
    process.output().detach(output);
    output.fail(cause);
    cut.tryEmitError(cause);
  }

  @Override
  public Flux<OutputFrame> output() {
    Flux<OutputFrame> frames = output.read().doOnCancel(() -> process.output().forget(output));
    return apart
        ? frames
        : frames.map(frame -> OutputFrame.of(StandardStream.STDOUT, frame.bytes()));
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    if (!writes) {
      return Refusal.mono(world.id, Capability.STDIN, "write to an input that was not asked for");
    }
    return Flux.from(bytes).concatMap(chunk -> process.stdin().put(chunk), 1).then();
  }

  @Override
  public Mono<Void> closeInput() {
    return world.capabilities().has(Capability.STDIN_CLOSE)
        ? Mono.fromRunnable(() -> process.stdin().end())
        : Refusal.mono(world.id, Capability.STDIN_CLOSE, "end standard input");
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return process.tty() && world.capabilities().has(Capability.RESIZE)
        ? Mono.fromRunnable(() -> process.resize(size))
        : Refusal.mono(world.id, Capability.RESIZE, "resize a terminal that is not there");
  }

  @Override
  public Mono<Exit> exit() {
    return Mono.firstWithSignal(process.exit(), cut.asMono());
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          process.output().forget(output);
          world.release(breaker);
          atClose.run();
        });
  }
}
