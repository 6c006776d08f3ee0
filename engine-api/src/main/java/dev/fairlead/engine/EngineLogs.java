package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.http.HttpResponse;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
        options.follows()
            ? new FollowedLog(this, id, options, now, backoff).run()
            : once(id, options, now.info().tty());
    return events.onErrorMap(
        OperationUnsupportedException.class, refused -> unreadable(refused, driver));
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
    return client.stream(call, reader);
  }

  /** Whether {@code tail} counts messages. On Podman it counts lines, some of them wrongly. */
  boolean countsMessages() {
    return client.version().family() == EngineFamily.DOCKER;
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
    // Podman 4 sends the head of a followed log with the first output only.
    return client.version().family() == EngineFamily.PODMAN ? call.patient() : call.lasting();
  }

  private static String flag(boolean value) {
    return value ? "1" : "0";
  }
}
