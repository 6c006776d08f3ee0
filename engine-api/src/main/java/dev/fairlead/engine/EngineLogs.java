package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /containers/{id}/logs}, in the form that the container's terminal flag says. */
final class EngineLogs {

  private final EngineClient client;
  private final Backoff backoff;

  EngineLogs(EngineClient client, Backoff backoff) {
    this.client = client;
    this.backoff = backoff;
  }

  Flux<LogEvent> read(ContainerId id, LogOptions options) {
    return inspect(id)
        // A log may go on for years, and what the question was made of is not to stay for it.
        .onTerminateDetach()
        .flatMapMany(now -> read(id, options, now));
  }

  /** Captures no inspection, which would be kept as long as the log goes on. */
  private Flux<LogEvent> read(ContainerId id, LogOptions options, EngineInspection now) {
    String driver = now.logDriver();
    Flux<LogEvent> events =
        options.follows() ? followed(id, options, now).run() : once(id, options, now.info().tty());
    return events.onErrorMap(
        OperationUnsupportedException.class, refused -> unreadable(refused, driver));
  }

  private FollowedLog followed(ContainerId id, LogOptions options, EngineInspection now) {
    return client.dialect().tailCountsMessages()
        ? new LogByCount(this, id, options, now, backoff)
        : new LogByTime(this, id, options, now, backoff);
  }

  private static OperationUnsupportedException unreadable(
      OperationUnsupportedException refused, String driver) {
    ErrorContext context =
        refused
            .context()
            .withRemedy("create the container with a log driver that can be read, as json-file");
    return new OperationUnsupportedException(
        Capability.LOGS,
        context,
        driver.isEmpty()
            ? "its log driver keeps nothing that can be read"
            : "its log driver '" + driver + "' keeps nothing that can be read");
  }

  private Flux<LogEvent> once(ContainerId id, LogOptions options, boolean tty) {
    if (options.tail().orElse(0) > 0 && client.dialect().tailJoinsLines()) {
      return tail(id, options, tty).map(message -> message.frame(options));
    }
    if (options.timed()) {
      return messages(id, options, tty, () -> {}).map(message -> message.frame(options));
    }
    EngineCall call = call(id, options, options.timed());
    return client.stream(
            call,
            response ->
                tty
                    ? FrameDecoder.raw(response.body())
                    : response.decode(() -> new LogFrames(call.context())))
        .cast(LogEvent.class);
  }

  /** The last lines, by reading all of them twice. */
  private Flux<LogMessage> tail(ContainerId id, LogOptions options, boolean tty) {
    LogOptions whole =
        new LogOptions(
            options.streams(),
            options.follow(),
            options.timestamps(),
            OptionalInt.empty(),
            options.since(),
            options.until(),
            options.run());
    Flux<LogMessage> all = messages(id, whole, tty, () -> {});
    return LineCount.of(all)
        .flatMapMany(lines -> LineCount.after(lines - options.tail().orElse(0), all));
  }

  /**
   * The messages of one connection, with their times.
   *
   * @param connected runs when the head of the answer has come
   */
  Flux<LogMessage> messages(ContainerId id, LogOptions options, boolean tty, Runnable connected) {
    EngineCall call = call(id, options, true);
    Function<HttpResponse, Flux<LogMessage>> reader =
        response -> {
          connected.run();
          return tty
              ? LogMessages.raw(response.body(), call.context())
              : response.decode(() -> new FramedMessages(call.context()));
        };
    Flux<LogMessage> messages = client.stream(call, reader);
    return options.follows() && client.dialect().followPassesOverUntil()
        ? options.until().map(until -> messages.takeUntilOther(reached(until))).orElse(messages)
        : messages;
  }

  private static Mono<Long> reached(Instant time) {
    long now = Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    return Mono.delay(Duration.ofMillis(Math.max(0, time.toEpochMilli() - now)));
  }

  /** Whether all messages that {@code tail} counts are wanted: it counts those of both streams. */
  boolean deliversAll(LogOptions options) {
    return options.streams().size() == StandardStream.values().length
        && options.since().isEmpty()
        && options.until().isEmpty();
  }

  Mono<EngineInspection> inspect(ContainerId id) {
    return EngineInspection.of(client, "read the log of container " + id, id);
  }

  private EngineCall call(ContainerId id, LogOptions options, boolean times) {
    EngineCall call =
        client
            .get("read the log of container " + id, "/containers/{}/logs", id.value())
            .query("stdout", flag(options.streams().contains(StandardStream.STDOUT)))
            .query("stderr", flag(options.streams().contains(StandardStream.STDERR)))
            .query("follow", flag(options.follows()))
            .query("timestamps", flag(times))
            .query("since", options.since().map(LogPosition::text))
            .query("until", options.until().map(LogPosition::text))
            .query(
                "tail",
                options.tail().isPresent() ? String.valueOf(options.tail().getAsInt()) : "all");
    return options.follows() && client.dialect().logHeadIsLate() ? call.patient() : call.lasting();
  }

  private static String flag(boolean value) {
    return value ? "1" : "0";
  }
}
