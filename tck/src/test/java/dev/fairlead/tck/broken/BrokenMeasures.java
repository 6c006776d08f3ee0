package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.ConflictException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose figures are wrong. */
public final class BrokenMeasures {

  private BrokenMeasures() {}

  private static Backend stats(Backend honest, UnaryOperator<Flux<ContainerStats>> broken) {
    Containers containers =
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<ContainerStats> stats(ContainerId id, StatsMode mode) {
            return broken.apply(super.stats(id, mode));
          }
        };
    return new BrokenBackend(honest, containers);
  }

  private static ContainerStats zeros() {
    return new ContainerStats(
        Instant.now(),
        OptionalDouble.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0));
  }

  public static Backend measuresTheDead(Backend honest) {
    return stats(
        honest,
        samples -> samples.onErrorResume(ConflictException.class, stopped -> Flux.just(zeros())));
  }

  public static Backend measuresWithoutEnd(Backend honest) {
    return stats(
        honest,
        samples ->
            samples.concatWith(
                Flux.interval(Duration.ofMillis(50)).onBackpressureDrop().map(tick -> zeros())));
  }

  public static Backend measuresAgainAndAgain(Backend honest) {
    return stats(honest, samples -> samples.take(1).repeat(2));
  }

  public static Backend repeatsASample(Backend honest) {
    return stats(
        honest, samples -> samples.take(1).flatMap(sample -> Flux.just(sample, sample, sample)));
  }

  public static Backend losesCellsOfProcesses(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ProcessTable> top(ContainerId id) {
            return super.top(id)
                .map(table -> new ProcessTable(table.titles(), List.of(List.of("sleep"))));
          }
        });
  }

  public static Backend ignoresArgumentsOfPs(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ProcessTable> top(ContainerId id, List<String> psArguments) {
            return super.top(id, List.of("-o", "pid,comm,args"));
          }
        });
  }
}
