package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.container.StatsMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What virtual containers use: half a processor all the time, and some memory a process. */
final class FakeMeasures {

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final long PROCESS_BYTES = 1 << 20;
  private static final long LIMIT_BYTES = 1 << 30;

  private final FakeWorld world;

  FakeMeasures(FakeWorld world) {
    this.world = world;
  }

  Flux<ContainerStats> stats(FakeContainer container, StatsMode mode) {
    if (!container.alive()) {
      throw world.errors.conflict("measure container", container.id.value(), "it does not run");
    }
    if (mode == StatsMode.ONE_SHOT) {
      return Flux.just(sample(container, OptionalDouble.of(50)));
    }
    Sinks.Empty<ContainerStats> cut = Sinks.empty();
    Consumer<Throwable> breaker = cut::tryEmitError;
    Flux<ContainerStats> later =
        Mono.delay(INTERVAL, world.scheduler())
            .map(tick -> sample(container, OptionalDouble.of(50)))
            .repeat();
    return Flux.concat(Mono.just(sample(container, OptionalDouble.empty())), later)
        .takeUntilOther(container.end())
        .takeUntilOther(cut.asMono())
        .doOnSubscribe(subscription -> world.open(breaker))
        .doFinally(signal -> world.release(breaker));
  }

  private ContainerStats sample(FakeContainer container, OptionalDouble percent) {
    Instant now = world.now();
    long processes = Math.max(1, container.processes().size());
    Instant start = container.info().startedAt().orElse(now);
    return new ContainerStats(
        now,
        percent,
        OptionalLong.of(Duration.between(start, now).toNanos() / 2),
        OptionalLong.of(processes * PROCESS_BYTES),
        OptionalLong.of(LIMIT_BYTES),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.of(processes));
  }

  ProcessTable processes(FakeContainer container, List<String> psArguments) {
    if (!container.alive()) {
      throw world.errors.conflict(
          "list the processes of container", container.id.value(), "it does not run");
    }
    List<String> columns =
        psArguments.size() == 2 && psArguments.get(0).equals("-o")
            ? List.of(psArguments.get(1).split(",", -1))
            : List.of("pid", "args");
    return new ProcessTable(
        columns,
        container.processes().stream()
            .map(process -> columns.stream().map(column -> cell(process, column)).toList())
            .toList());
  }

  private static String cell(FakeProcess process, String column) {
    return switch (column) {
      case "pid" -> String.valueOf(process.pid());
      case "comm" -> process.command().get(0);
      case "args" -> String.join(" ", process.command());
      default -> "-";
    };
  }
}
