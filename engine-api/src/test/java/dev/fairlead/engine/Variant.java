package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.http.AnswerReader;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.TransportException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * What the schedules are run against: the real thing, or one with a mistake that is often made.
 *
 * @param transport what is put before the transport
 * @param containers what is put before the containers
 */
record Variant(UnaryOperator<HttpTransport> transport, UnaryOperator<Containers> containers) {

  static final Variant SOUND = new Variant(UnaryOperator.identity(), UnaryOperator.identity());

  /** Sends every request again whose connection broke, whatever it asks for. */
  static final Variant RETRIES_EVERYTHING =
      new Variant(
          honest ->
              replacing(
                  HttpTransport.class, honest, "call", arguments -> calledAgain(honest, arguments)),
          UnaryOperator.identity());

  /** Reads a log on from the time of the last line, and takes all that comes for new. */
  static final Variant FOLLOWS_BY_TIME_ALONE =
      new Variant(
          UnaryOperator.identity(),
          honest ->
              replacing(
                  Containers.class,
                  honest,
                  "logs",
                  arguments -> readOn(honest, (LogOptions) arguments[1], arguments)));

  /** Takes the end of a connection for the end of a log. */
  static final Variant BELIEVES_EVERY_END =
      new Variant(
          UnaryOperator.identity(),
          honest ->
              replacing(
                  Containers.class,
                  honest,
                  "logs",
                  arguments ->
                      honest
                          .logs(
                              (ContainerId) arguments[0],
                              ((LogOptions) arguments[1]).withFollow(LogOptions.Follow.NO))
                          .onErrorComplete()));

  @SuppressWarnings("unchecked")
  private static Mono<Object> calledAgain(HttpTransport honest, Object[] arguments) {
    return honest
        .call(
            (HttpRequest) arguments[0],
            (Optional<Duration>) arguments[1],
            (AnswerReader<Object>) arguments[2])
        .retryWhen(
            Retry.max(2)
                .filter(
                    error ->
                        error.getCause() instanceof TransportException cut
                            && cut.kind() == TransportException.Kind.CUT));
  }

  private static Flux<LogEvent> readOn(Containers honest, LogOptions options, Object[] arguments) {
    ContainerId id = (ContainerId) arguments[0];
    AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);
    LogOptions once =
        options.withFollow(LogOptions.Follow.NO).withTimestamps(LogOptions.Timestamps.YES);
    return Flux.defer(() -> honest.logs(id, once.withSince(last.get())))
        .doOnNext(event -> last.set(((OutputFrame) event).timestamp().orElseThrow()))
        .retry(20);
  }

  /** A thing all of whose methods are those of the honest one, but for one. */
  private static <T> T replacing(
      Class<T> type, T honest, String name, Function<Object[], Object> instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals(name)) {
                return instead.apply(arguments);
              }
              try {
                return method.invoke(honest, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
