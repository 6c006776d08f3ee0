package dev.fairlead.apple.process;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.Fields;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Measures containers by {@code container stats --format json}, one call a sample (reference,
 * sections 2.4 and 3.5). It tells processor time since the start; the share comes from two samples.
 */
public final class StatsReader {

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final long MICROSECOND = 1_000;
  private static final double PERCENT = 100;

  private final Program program;
  private final Snapshots snapshots;

  /**
   * Makes one.
   *
   * @param program by which it works
   * @param snapshots looks containers up
   */
  public StatsReader(Program program, Snapshots snapshots) {
    this.program = program;
    this.snapshots = snapshots;
  }

  /**
   * Measures a container.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param mode once, or for as long as it runs
   * @return a sample for each two seconds and a half
   */
  public Flux<ContainerStats> stats(String operation, String id, StatsMode mode) {
    Flux<ContainerStats> first =
        sample(operation, id)
            .switchIfEmpty(
                snapshots
                    .require(operation, id)
                    .flatMap(
                        container ->
                            Mono.error(AppleErrors.notRunning(operation, id, container.word()))))
            .flux();
    if (mode == StatsMode.ONE_SHOT) {
      return first;
    }
    return first.concatWith(later(operation, id)).scan(StatsReader::since);
  }

  /** Until there is none because the container does not run any more. */
  private Flux<ContainerStats> later(String operation, String id) {
    return Mono.delay(PAUSE)
        .then(Mono.defer(() -> sample(operation, id)))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            sample ->
                sample.isPresent()
                    ? Mono.just(sample)
                    : snapshots
                        .find(operation, id)
                        .filter(now -> now.state() == ContainerState.RUNNING)
                        .flatMap(now -> Mono.just(sample)))
        .onErrorResume(NotFoundException.class, removed -> Mono.empty())
        .map(sample -> new Round(sample.orElse(null)))
        .defaultIfEmpty(new Round(null, true))
        .repeat()
        .takeWhile(round -> !round.last())
        .concatMap(round -> Mono.justOrEmpty(round.sample()), 1);
  }

  private record Round(@Nullable ContainerStats sample, boolean last) {
    Round(@Nullable ContainerStats sample) {
      this(sample, false);
    }
  }

  private Mono<ContainerStats> sample(String operation, String id) {
    return program
        .objects(operation, id, Invocation.of("stats", "--format", "json", "--no-stream", id))
        .flatMap(
            found ->
                Mono.justOrEmpty(
                    found.stream()
                        .filter(each -> each.text("id").filter(id::equals).isPresent())
                        .findFirst()))
        .map(StatsReader::read);
  }

  static ContainerStats read(Fields sample) {
    OptionalLong micros = sample.number("cpuUsageUsec");
    return new ContainerStats(
        Instant.now(),
        OptionalDouble.empty(),
        micros.isPresent()
            ? OptionalLong.of(micros.getAsLong() * MICROSECOND)
            : OptionalLong.empty(),
        sample.number("memoryUsageBytes"),
        sample.number("memoryLimitBytes"),
        sample.number("networkRxBytes"),
        sample.number("networkTxBytes"),
        sample.number("blockReadBytes"),
        sample.number("blockWriteBytes"),
        sample.number("numProcesses"));
  }

  private static ContainerStats since(ContainerStats before, ContainerStats now) {
    long wall = Duration.between(before.read(), now.read()).toNanos();
    boolean known =
        before.cpuTotalNanos().isPresent() && now.cpuTotalNanos().isPresent() && wall > 0;
    long used = known ? now.cpuTotalNanos().getAsLong() - before.cpuTotalNanos().getAsLong() : -1;
    return new ContainerStats(
        now.read(),
        used >= 0 ? OptionalDouble.of(PERCENT * used / wall) : OptionalDouble.empty(),
        now.cpuTotalNanos(),
        now.memoryBytes(),
        now.memoryLimitBytes(),
        now.networkReceivedBytes(),
        now.networkSentBytes(),
        now.blockReadBytes(),
        now.blockWrittenBytes(),
        now.pids());
  }
}
