package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose events are wrong. */
public final class BrokenFacets {

  private BrokenFacets() {}

  private static Backend events(
      Backend honest, BiFunction<RuntimeSystem, EventFilter, Flux<ContainerEvent>> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public RuntimeSystem system() {
        RuntimeSystem system = super.system();
        return new RuntimeSystem() {
          @Override
          public String backend() {
            return system.backend();
          }

          @Override
          public Mono<SystemInfo> info() {
            return system.info();
          }

          @Override
          public Flux<ContainerEvent> events(EventFilter filter) {
            return broken.apply(system, filter);
          }
        };
      }
    };
  }

  public static Backend endsEventsEarly(Backend honest) {
    return events(honest, (system, filter) -> Flux.empty());
  }

  public static Backend endsEventsWhenCut(Backend honest) {
    return events(honest, (system, filter) -> system.events(filter).onErrorComplete());
  }

  public static Backend tellsEventsWithoutEnd(Backend honest) {
    return events(
        honest,
        (system, filter) ->
            system.events(
                new EventFilter(
                    filter.kinds(),
                    filter.actions(),
                    filter.resources(),
                    filter.labels(),
                    filter.since(),
                    Optional.empty())));
  }

  public static Backend ignoresTheActionsOfEvents(Backend honest) {
    return events(
        honest,
        (system, filter) ->
            system.events(
                new EventFilter(
                    filter.kinds(),
                    Set.of(),
                    filter.resources(),
                    filter.labels(),
                    filter.since(),
                    filter.until())));
  }

  public static Backend forgetsThePast(Backend honest) {
    return events(
        honest,
        (system, filter) ->
            system.events(
                new EventFilter(
                    filter.kinds(),
                    filter.actions(),
                    filter.resources(),
                    filter.labels(),
                    filter.since().map(since -> Instant.now()),
                    filter.until().map(until -> Instant.now().plusMillis(100)))));
  }
}
