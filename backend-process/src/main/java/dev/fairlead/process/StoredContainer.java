package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.process.internal.supervisor.ExitJournal;
import dev.fairlead.process.internal.supervisor.ProcessIdentity;
import dev.fairlead.process.internal.supervisor.ProcessTree;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A container as the state directory tells of it at one moment.
 *
 * @param directory its directory
 * @param record what it is
 * @param run its latest run; empty if it was never started
 * @param ends all observed ends, in order
 * @param state where it is in its life
 * @param exit how its latest run ended; empty if it never ran or runs
 */
record StoredContainer(
    Path directory,
    ContainerRecord record,
    Optional<RunRecord> run,
    List<ExitJournal.Entry> ends,
    ContainerState state,
    Optional<Exit> exit) {

  static final String SUPERVISOR_GONE =
      "its supervisor ended before it, so nobody saw how the process ended";

  String id() {
    return record.id();
  }

  boolean alive() {
    return state.alive();
  }

  /** Number of the latest run, 0 if there was none. */
  long runNumber() {
    long ended = ends.isEmpty() ? 0 : ends.get(ends.size() - 1).run();
    return Math.max(ended, run.map(RunRecord::number).orElse(0L));
  }

  /** The processes that belong to it, for when no supervisor looks after them. */
  ProcessTree tree() {
    return new ProcessTree(
        record.mark(),
        run.flatMap(RunRecord::leader),
        // Only while the leader lives is the number of its session surely its own.
        run.filter(RunRecord::ownSession)
            .flatMap(RunRecord::leader)
            .filter(ProcessIdentity::alive)
            .map(leader -> OptionalLong.of(leader.pid()))
            .orElse(OptionalLong.empty()));
  }

  ContainerInfo info() {
    return new ContainerInfo(
        ContainerId.of(id()),
        record.name(),
        record.image(),
        Optional.empty(),
        state,
        nativeState(),
        exit,
        Optional.empty(),
        record.arguments(),
        false,
        Optional.of(record.created()),
        run.map(RunRecord::started),
        finishedAt(),
        pid(),
        0,
        record.labels(),
        List.of(),
        List.of(),
        List.of());
  }

  private String nativeState() {
    if (alive()) {
      return run.map(value -> value.phase().name().toLowerCase(Locale.ROOT)).orElse("running");
    }
    return exit.filter(Exit.Lost.class::isInstance).isPresent()
        ? "supervisor lost"
        : state.name().toLowerCase(Locale.ROOT);
  }

  private Optional<Instant> finishedAt() {
    return alive() || ends.isEmpty() || exit.filter(Exit.Lost.class::isInstance).isPresent()
        ? Optional.empty()
        : Optional.of(ends.get(ends.size() - 1).at());
  }

  private OptionalLong pid() {
    return alive()
        ? run.flatMap(RunRecord::leader)
            .map(leader -> OptionalLong.of(leader.pid()))
            .orElse(OptionalLong.empty())
        : OptionalLong.empty();
  }
}
