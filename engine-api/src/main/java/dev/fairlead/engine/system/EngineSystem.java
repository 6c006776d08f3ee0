package dev.fairlead.engine.system;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A daemon that speaks the Engine API, as a whole. May be used by many threads.
 *
 * <p>Of the past Docker knows its last 256 events.
 */
public final class EngineSystem implements RuntimeSystem {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final EngineClient client;

  /**
   * Creates the facet.
   *
   * @param client calls the daemon
   */
  public EngineSystem(EngineClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  @Override
  public String backend() {
    return client.backend();
  }

  @Override
  public Mono<SystemInfo> info() {
    String operation = "describe the daemon";
    return Mono.zip(
        client.object(client.get(operation, "/version")),
        client.object(client.get(operation, "/info")),
        this::describe);
  }

  private SystemInfo describe(JsonObject version, JsonObject info) {
    return SystemMapper.describe(client, version, info);
  }

  @Override
  public Flux<ContainerEvent> events(EventFilter filter) {
    Objects.requireNonNull(filter, "filter");
    return Flux.defer(() -> follow(filter));
  }

  private Flux<ContainerEvent> follow(EventFilter filter) {
    EngineCall asked = client.get("follow events", "/events").lasting();
    EventQuery query = new EventQuery(filter);
    if (filter.until().isPresent() && client.dialect().eventsUntilAreLost()) {
      return until(query.endless().addTo(asked), filter, filter.until().get());
    }
    EngineCall call = query.addTo(asked);
    Flux<ContainerEvent> events = read(call, filter);
    return filter.until().isPresent() ? events : events.concatWith(endedEarly(call));
  }

  /** What is over, or soon will be, is asked for when it is, and all at once. */
  private Flux<ContainerEvent> until(EngineCall endless, EventFilter filter, Instant end) {
    Duration left = Duration.between(now(), end);
    Mono<Long> over = Mono.delay(left.isNegative() ? Duration.ZERO : left);
    return filter.since().isPresent() && left.compareTo(SOON) < 0
        ? over.thenMany(read(endless.query("stream", "false"), filter))
        : read(endless, filter).takeUntilOther(over);
  }

  private Flux<ContainerEvent> read(EngineCall call, EventFilter filter) {
    return client.stream(call, JsonObject::stream).map(EventMapper::event).filter(filter::matches);
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Schedulers.parallel().now(TimeUnit.MILLISECONDS));
  }

  /** Without an end of its own, the stream ends only because the daemon does. */
  private static Mono<ContainerEvent> endedEarly(EngineCall call) {
    return Mono.error(
        () ->
            new StreamInterruptedException(
                call.context().withRemedy("fairlead doctor"),
                "the daemon ended the stream of events",
                null));
  }
}
