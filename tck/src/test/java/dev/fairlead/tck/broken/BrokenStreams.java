package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** Backends whose outputs and logs are not what was written. */
public final class BrokenStreams {

  private BrokenStreams() {}

  public static Backend losesTheFirstFrame(Backend honest) {
    return BrokenBackend.output(honest, output -> output.skip(1));
  }

  public static Backend mergesStreams(Backend honest) {
    return BrokenBackend.output(
        honest,
        output -> output.map(frame -> OutputFrame.of(StandardStream.STDOUT, frame.bytes())));
  }

  public static Backend decodesOutput(Backend honest) {
    return BrokenBackend.output(honest, output -> output.map(BrokenStreams::decoded));
  }

  private static OutputFrame decoded(OutputFrame frame) {
    return OutputFrame.of(
        frame.stream(), ByteBuffer.wrap(frame.text().getBytes(StandardCharsets.UTF_8)));
  }

  public static Backend buffersWithoutBound(Backend honest) {
    return BrokenBackend.output(honest, Flux::onBackpressureBuffer);
  }

  public static Backend ignoresDemand(Backend honest) {
    return BrokenBackend.output(
        honest,
        output ->
            Flux.create(
                sink -> sink.onDispose(output.subscribe(sink::next, sink::error, sink::complete)),
                FluxSink.OverflowStrategy.IGNORE));
  }

  public static Backend completesWhenCut(Backend honest) {
    return BrokenBackend.output(honest, Flux::onErrorComplete);
  }

  public static Backend endsOutputWithInput(Backend honest) {
    return BrokenBackend.process(
        honest,
        process ->
            new ForwardingProcess(process) {
              @Override
              public Mono<Void> closeInput() {
                return super.close().then(super.closeInput());
              }
            });
  }

  public static Backend neverEndsInput(Backend honest) {
    return BrokenBackend.process(
        honest,
        process ->
            new ForwardingProcess(process) {
              @Override
              public Mono<Void> closeInput() {
                return Mono.empty();
              }
            });
  }

  public static Backend resizesNothing(Backend honest) {
    return BrokenBackend.process(
        honest,
        process ->
            new ForwardingProcess(process) {
              @Override
              public Mono<Void> resize(TerminalSize size) {
                return Mono.empty();
              }
            });
  }

  public static Backend keepsTheConnection(Backend honest) {
    return BrokenBackend.process(
        honest,
        process ->
            new ForwardingProcess(process) {
              @Override
              public Mono<Void> close() {
                return Mono.empty();
              }
            });
  }

  private static Backend logs(
      Backend honest, BiFunction<Flux<LogEvent>, LogOptions, Flux<LogEvent>> broken) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
            return broken.apply(super.logs(id, options), options);
          }
        });
  }

  public static Backend losesTheLastLine(Backend honest) {
    return logs(honest, (log, options) -> log.filter(BrokenStreams::isWholeLine));
  }

  private static boolean isWholeLine(LogEvent event) {
    return !(event instanceof OutputFrame frame) || frame.text().endsWith("\n");
  }

  public static Backend followsForEver(Backend honest) {
    return logs(honest, (log, options) -> options.follows() ? log.concatWith(Mono.never()) : log);
  }

  public static Backend followsWithoutTheBeginning(Backend honest) {
    return logs(honest, (log, options) -> options.follows() ? log.skip(1) : log);
  }

  public static Backend ignoresTail(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
            return super.logs(id, options.follows() ? LogOptions.following() : LogOptions.all());
          }
        });
  }

  public static Backend doublesAfterACut(Backend honest) {
    return logs(
        honest,
        (log, options) ->
            options.follows()
                ? log.index((n, event) -> n == 5 ? Flux.just(event, event) : Flux.just(event))
                    .concatMap(events -> events)
                : log);
  }

  public static Backend showsAMissingLogAsEmpty(Backend honest) {
    return logs(honest, (log, options) -> log.onErrorComplete());
  }

  public static Backend holdsOnToACancelledFollow(Backend honest) {
    return logs(honest, (log, options) -> options.follows() ? log.publish(1).autoConnect() : log);
  }

  /** Ten streams take all connections there are. */
  public static Backend sharesConnections(Backend honest) {
    AtomicInteger open = new AtomicInteger();
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
            return super.logs(id, options)
                .doOnSubscribe(subscription -> open.incrementAndGet())
                .doFinally(signal -> open.decrementAndGet());
          }

          @Override
          public Mono<ContainerInfo> inspect(ContainerId id) {
            return Mono.defer(
                () -> open.get() >= 10 ? Mono.<ContainerInfo>never() : super.inspect(id));
          }
        });
  }
}
