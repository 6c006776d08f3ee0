package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What a container uses, and which processes it has. */
@DisplayName("Measuring")
public abstract class StatsContract extends BackendContract {

  /** For subclasses. */
  protected StatsContract() {}

  private void assertSound(ContainerStats sample) {
    assertThat(Duration.between(sample.read(), Instant.now()).abs())
        .as("age of a sample")
        .isLessThan(Duration.ofMinutes(1));
    sample.cpuPercent().ifPresent(percent -> assertThat(percent).isFinite().isNotNegative());
    sample.cpuTotalNanos().ifPresent(nanos -> assertThat(nanos).isNotNegative());
    sample.memoryBytes().ifPresent(bytes -> assertThat(bytes).isPositive());
    sample.pids().ifPresent(pids -> assertThat(pids).isPositive());
    if (sample.memoryBytes().isPresent() && sample.memoryLimitBytes().isPresent()) {
      assertThat(sample.memoryBytes().getAsLong())
          .isLessThanOrEqualTo(sample.memoryLimitBytes().getAsLong());
    }
  }

  /** Rule 2. If this fails, look at units, and at what is not told and must not become 0. */
  @Test
  @DisplayName("once yields one sound sample")
  void onceIsOneSample() {
    requires(Capability.STATS);
    ContainerId id = started(script(Scripts.IDLE));
    List<ContainerStats> samples = get(containers().stats(id, StatsMode.ONE_SHOT).collectList());
    assertThat(samples).hasSize(1);
    assertSound(samples.get(0));
  }

  /** Rule 2. If this fails, samples are repeated, or counters that only grow are not counters. */
  @Test
  @DisplayName("as a stream goes on with later samples, whose counters never fall")
  void aStreamGoesOn() {
    requires(Capability.STATS);
    ContainerId id = started(script(Scripts.TICKING));
    List<ContainerStats> samples =
        get(containers().stats(id, StatsMode.STREAM).take(3).collectList());
    assertThat(samples).hasSize(3).allSatisfy(this::assertSound);
    assertThat(samples).extracting(ContainerStats::read).isSorted().doesNotHaveDuplicates();
    assertThat(samples)
        .extracting(sample -> sample.cpuTotalNanos().orElse(0))
        .as("processor time since the start")
        .isSorted();
  }

  /** Rule 2. If this fails, the runtime goes on with zeros after the end, and nobody looks. */
  @Test
  @DisplayName("as a stream ends with the container")
  void aStreamEndsWithTheContainer() {
    requires(Capability.STATS);
    ContainerId id = started(script(Scripts.IDLE));
    CompletableFuture<List<ContainerStats>> samples =
        containers().stats(id, StatsMode.STREAM).collectList().toFuture();
    get(containers().stats(id, StatsMode.ONE_SHOT).collectList());
    end(id);
    assertThat(samples).succeedsWithin(subject().stepTimeout());
    assertThat(samples.join()).isNotEmpty().allSatisfy(this::assertSound);
  }

  /** Rule 2. If this fails, zeros are told of what does not run, or of what does not exist. */
  @Test
  @DisplayName("tells no figures of what does not run")
  void tellsNothingOfTheDead() {
    requires(Capability.STATS);
    ContainerId id = started(script("exit 0"));
    ended(id);
    for (StatsMode mode : StatsMode.values()) {
      error(ConflictException.class, containers().stats(id, mode));
      error(NotFoundException.class, containers().stats(missing(), mode));
    }
  }

  /** Rule 7. If this fails, a cancelled stream keeps its connection. */
  @Test
  @DisplayName("can be cancelled")
  void canBeCancelled() {
    requires(Capability.STATS);
    ContainerId id = started(script(Scripts.IDLE));
    Disposable stream = containers().stats(id, StatsMode.STREAM).subscribe();
    quietly();
    assertThat(stream.isDisposed()).as("the end of samples of what runs").isFalse();
    stream.dispose();
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Rule 2. If this fails, look at how the runtime's table is taken apart. */
  @Test
  @DisplayName("lists the processes inside, a cell for each title")
  void listsProcesses() {
    requires(Capability.TOP);
    ContainerId id = started(script(Scripts.IDLE));
    ProcessTable table = get(containers().top(id));
    assertThat(table.titles()).isNotEmpty().noneMatch(String::isBlank);
    assertThat(table.rows()).isNotEmpty().allMatch(row -> row.size() == table.titles().size());
    assertThat(table.rows().toString()).contains("sleep");
    error(NotFoundException.class, containers().top(missing()));
    end(id);
    error(ConflictException.class, containers().top(id));
  }

  /** Rule 8. If this fails, the arguments are passed over. */
  @Test
  @DisplayName("lists the columns that were asked for")
  void listsColumns() {
    requires(Capability.TOP, Capability.TOP_ARGUMENTS);
    ContainerId id = started(script(Scripts.IDLE));
    ProcessTable table = get(containers().top(id, List.of("-o", "pid,comm")));
    assertThat(table.titles()).hasSize(2);
    assertThat(table.rows()).isNotEmpty().allMatch(row -> row.size() == 2);
    assertThat(table.rows().get(0).get(0)).matches("[0-9]+");
  }
}
