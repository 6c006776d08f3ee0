package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogLine;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads what a container wrote: byte for byte, or line by line where times or JSON are wanted. */
@Command(name = "logs", description = "Read what a container wrote.")
final class LogsCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the container ends.")
  boolean follow;

  @Option(
      names = {"-t", "--timestamps"},
      description = "Put the time before each line.")
  boolean timestamps;

  @Option(
      names = {"-n", "--tail"},
      paramLabel = "N",
      description = "Only this many last lines, or all.")
  String tail = "all";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Nothing older: RFC 3339, or how long ago, such as 10m.")
  @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Nothing newer: RFC 3339, or how long ago, such as 10m.")
  @Nullable String until;

  @Option(
      names = {"-p", "--previous"},
      description = "Of the run before the last one, where the container was started again.")
  boolean previous;

  @Parameters(paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    LogOptions options = options(Instant.now());
    return session
        .runtime()
        .flatMap(runtime -> print(session, runtime, options))
        .thenReturn(ExitCodes.OK);
  }

  private Mono<Void> print(Session session, ContainerRuntime runtime, LogOptions options) {
    Flux<LogEvent> log = runtime.containers().logs(id(container), options);
    Flux<LogEvent> told =
        log.doOnNext(
            event -> {
              if (event instanceof Gap gap) {
                session.notice("some of the log may be missing or doubled: " + gap.reason());
              }
            });
    if (!timestamps && !output().json()) {
      return session.processIo().print(told.ofType(OutputFrame.class));
    }
    Flux<LogLine> lines = LogLines.of(told);
    return session
        .processIo()
        .print(
            output().json()
                ? lines.map(LogsCommand::document)
                : Flux.defer(() -> lines.map(new TimedLines()::frame)));
  }

  private static OutputFrame document(LogLine line) {
    String text =
        Output.text(
            new Document()
                .with("stream", line.stream())
                .with("time", line.timestamp())
                .with("line", line.text())
                .with("end", line.end())
                .fields());
    return OutputFrame.of(
        StandardStream.STDOUT, ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private LogOptions options(Instant now) {
    LogOptions options = follow ? LogOptions.following() : LogOptions.all();
    if (previous) {
      options = options.withRun(LogOptions.Run.PREVIOUS);
    }
    if (timestamps || output().json()) {
      options = options.withTimestamps(LogOptions.Timestamps.YES);
    }
    if (!tail.equals("all")) {
      if (!tail.matches("[0-9]{1,9}")) {
        throw new IllegalArgumentException("'" + tail + "' is not a number of lines");
      }
      options = options.withTail(Integer.parseInt(tail));
    }
    if (since != null) {
      options = options.withSince(DurationSyntax.instant(since, now));
    }
    return until == null ? options : options.withUntil(DurationSyntax.instant(until, now));
  }
}
