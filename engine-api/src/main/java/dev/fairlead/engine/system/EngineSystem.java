package dev.fairlead.engine.system;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A daemon that speaks the Engine API, as a whole. May be used by many threads.
 *
 * <p>Of the past Docker knows its last 256 events.
 */
public final class EngineSystem implements RuntimeSystem {

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
    EngineCall call =
        new EventQuery(filter).addTo(client.get("follow events", "/events").lasting());
    Flux<ContainerEvent> events =
        client.stream(call, JsonObject::stream).map(EventMapper::event).filter(filter::matches);
    return filter.until().isPresent() ? events : events.concatWith(endedEarly(call));
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
