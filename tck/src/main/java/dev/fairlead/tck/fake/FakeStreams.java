package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.util.EnumSet;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Logs of virtual containers, and commands that are executed in them. */
final class FakeStreams {

  private final FakeWorld world;

  FakeStreams(FakeWorld world) {
    this.world = world;
  }

  Flux<LogEvent> logs(FakeContainer container, LogOptions options) {
    boolean apart = world.capabilities().has(Capability.LOG_STREAMS_APART);
    LogOptions wanted =
        apart
            ? options
            : new LogOptions(
                EnumSet.allOf(StandardStream.class),
                options.follow(),
                options.timestamps(),
                options.tail(),
                options.since(),
                options.until(),
                options.run());
    Flux<LogEvent> log = container.log.read(wanted);
    Flux<LogEvent> shown = apart ? log : log.map(FakeStreams::merged);
    // A followed log outlives a cut: it goes on where it was, as if it had connected anew.
    return options.follows() ? counted(shown, Mono.never()) : breakable(shown);
  }

  private static LogEvent merged(LogEvent event) {
    return event instanceof OutputFrame frame
        ? new OutputFrame(StandardStream.STDOUT, frame.bytes(), frame.timestamp())
        : event;
  }

  private Flux<LogEvent> breakable(Flux<LogEvent> log) {
    Sinks.One<LogEvent> cut = Sinks.one();
    return counted(log, cut.asMono(), cut::tryEmitError);
  }

  private Flux<LogEvent> counted(Flux<LogEvent> log, Mono<LogEvent> never) {
    return counted(log, never, cause -> {});
  }

  private Flux<LogEvent> counted(
      Flux<LogEvent> log, Mono<LogEvent> cut, Consumer<Throwable> breaker) {
    return log.takeUntilOther(cut)
        .doOnSubscribe(subscription -> world.open(breaker))
        .doFinally(signal -> world.release(breaker));
  }

  FakeAttached exec(FakeContainer container, ExecSpec spec) {
    FakeProcess process =
        world.process(
            spec.command(),
            container.environment(spec.env()),
            spec.workingDirectory()
                .or(() -> container.spec.process().workingDirectory())
                .orElse("/"),
            spec.tty(),
            null);
    spec.size().ifPresent(process::resize);
    if (!spec.stdin()) {
      process.stdin().end();
    }
    boolean kills = world.capabilities().has(Capability.EXEC_KILL);
    FakeAttached attached =
        new FakeAttached(
            world, process, false, spec.stdin(), true, kills ? process::kill : () -> {});
    process.resolver(host -> world.networkTable.resolves(container, host));
    container.adopt(process);
    process.begin(programOrMissing(spec), (Exit exit) -> container.disown(process));
    return attached;
  }

  /** As a shell: a program that is not there is an end with 127. */
  private FakeProgram programOrMissing(ExecSpec spec) {
    try {
      return world.program(spec.command());
    } catch (NotFoundException notThere) {
      return process -> Mono.just(127);
    }
  }
}
