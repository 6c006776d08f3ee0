package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.LogOptions.Follow;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Logs: {@code GET /api/v1/namespaces/{namespace}/pods/{name}/log}. Both streams come as one,
 * without a word which is which.
 */
final class PodLogs {

  /**
   * A kubelet sends the head of an answer with the first line, which may take as long as it likes.
   */
  private static final Duration PATIENCE = Duration.ofDays(365);

  private static final Pattern NO_LOG =
      Pattern.compile(
          "rpc error: |unable to retrieve container logs|failed to try resolving symlinks");

  private final PodLook look;

  PodLogs(PodLook look) {
    this.look = look;
  }

  Flux<LogEvent> read(ContainerId id, LogOptions options) {
    String operation = "read the log of container " + id;
    return look.now(id, operation)
        .onTerminateDetach()
        .flatMapMany(
            facts -> {
              if (isPrevious(options)) {
                return facts.ranBefore()
                    ? once(id, facts, options)
                    : Flux.error(() -> ranOnce(id, operation));
              }
              if (options.follows() && !isPast(options.until())) {
                return new FollowedPodLog(this, id, operation, options).run(facts);
              }
              return facts.run().isEmpty() ? Flux.empty() : once(id, facts, options);
            });
  }

  private static boolean isPrevious(LogOptions options) {
    return options.run() == LogOptions.Run.PREVIOUS;
  }

  private NotFoundException ranOnce(ContainerId id, String operation) {
    return new NotFoundException(
        NotFoundException.Kind.OTHER,
        look.call(id, "log", operation).context(),
        "it was not started again, so there is no run before this one",
        null);
  }

  private Flux<LogEvent> once(ContainerId id, PodFacts facts, LogOptions options) {
    LogOptions part = options.withFollow(Follow.NO);
    if (part.timed() || part.since().isPresent() || part.until().isPresent()) {
      return messages(id, facts, part).map(message -> message.frame(options));
    }
    return plain(id, facts, part).map(bytes -> OutputFrame.of(StandardStream.STDOUT, bytes));
  }

  /** The messages of one connection that are within the time range, with their times. */
  Flux<LogMessage> messages(ContainerId id, PodFacts facts, LogOptions options) {
    ApiCall call = call(id, facts, options, true);
    Flux<LogMessage> all =
        look.server().stream(call, answer -> LogSplitter.messages(answer.body(), call.context()));
    LogSeams.Untimed untimed =
        time -> plain(id, facts, part(options, Follow.NO, OptionalInt.empty(), Optional.of(time)));
    return all.doOnNext(message -> requireLog(message, call, facts))
        .concatMap(message -> LogSeams.open(message, untimed), 1)
        .filter(message -> isWithin(message, options));
  }

  /**
   * A kubelet whose runtime has removed the container answers 200, and says so in the body: {@code
   * rpc error: code = Unknown desc = Error: No such container: …} (seen on 1.20.2). All that is of
   * the log has a time.
   */
  private static void requireLog(LogMessage message, ApiCall call, PodFacts facts) {
    if (message.time().isPresent()) {
      return;
    }
    String words = StandardCharsets.UTF_8.decode(message.bytes().duplicate()).toString().strip();
    if (NO_LOG.matcher(words).lookingAt()) {
      throw facts.stage() == PodFacts.Stage.ENDED
          ? new NotFoundException(NotFoundException.Kind.CONTAINER, call.context(), words, null)
          : new StreamInterruptedException(call.context(), words, null);
    }
  }

  private Flux<ByteBuffer> plain(ContainerId id, PodFacts facts, LogOptions options) {
    return look.server().stream(call(id, facts, options, false), HttpResponse::body)
        .filter(ByteBuffer::hasRemaining);
  }

  /** The server takes whole seconds for the beginning, and no end. */
  private static boolean isWithin(LogMessage message, LogOptions options) {
    Instant time = message.time().orElse(null);
    return time == null
        || (options.since().filter(time::isBefore).isEmpty()
            && options.until().filter(time::isAfter).isEmpty());
  }

  private ApiCall call(ContainerId id, PodFacts facts, LogOptions options, boolean times) {
    ApiCall call = look.call(id, "log", "read the log of container " + id);
    HttpRequest request =
        call.request()
            .query("container", facts.container())
            .query("timestamps", String.valueOf(times));
    if (options.follows()) {
      request = request.query("follow", "true").timeout(PATIENCE);
    }
    if (isPrevious(options)) {
      request = request.query("previous", "true");
    }
    if (options.since().isPresent()) {
      Instant second = options.since().get().truncatedTo(ChronoUnit.SECONDS);
      request = request.query("sinceTime", DateTimeFormatter.ISO_INSTANT.format(second));
    }
    if (options.tail().isPresent()) {
      request = request.query("tailLines", String.valueOf(options.tail().getAsInt()));
    }
    return call.with(request);
  }

  PodLook look() {
    return look;
  }

  static boolean isPast(Optional<Instant> until) {
    return until.filter(time -> !time.isAfter(now())).isPresent();
  }

  /** Completes when a time has come. */
  static Mono<Long> reached(Instant time) {
    return Mono.delay(Duration.ofMillis(Math.max(0, now().until(time, ChronoUnit.MILLIS))));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Schedulers.parallel().now(TimeUnit.MILLISECONDS));
  }

  /** The same options for another part of the log. */
  static LogOptions part(
      LogOptions options, Follow follow, OptionalInt tail, Optional<Instant> since) {
    return new LogOptions(
        options.streams(),
        follow,
        LogOptions.Timestamps.YES,
        tail,
        since,
        options.until(),
        options.run());
  }
}
