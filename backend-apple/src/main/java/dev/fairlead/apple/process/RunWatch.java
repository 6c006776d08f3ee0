package dev.fairlead.apple.process;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A wait for an end, by looks at the container and by what this backend does with it. Where the
 * backend is attached to the run, its code is told; elsewhere only that it has ended.
 */
public final class RunWatch implements ExitWatch {

  private static final Exit REMOVED =
      new Exit.Lost("it was removed, and the program tells no exit code");

  private final String operation;
  private final Runs runs;
  private final Runs.Since since;
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final Mono<Exit> exit;

  /**
   * Registers a wait.
   *
   * @param operation what is done, for errors
   * @param now how the container is
   * @param condition what is waited for
   * @param snapshots looks containers up
   * @param runs tells of starts and exit codes
   */
  public RunWatch(
      String operation,
      AppleContainer now,
      WaitCondition condition,
      Snapshots snapshots,
      Runs runs) {
    this.operation = operation;
    this.runs = runs;
    this.since = runs.watch(now.id());
    Sinks.One<Exit> result = Sinks.one();
    this.exit =
        Mono.firstWithSignal(
            result.asMono(),
            ended(now, condition, snapshots, runs, since)
                .takeUntilOther(closed.asMono())
                .switchIfEmpty(Mono.error(this::interrupted))
                .doOnNext(result::tryEmitValue));
  }

  private Throwable interrupted() {
    return AppleErrors.interrupted(operation, "this side closed it");
  }

  private static Mono<Exit> ended(
      AppleContainer now,
      WaitCondition condition,
      Snapshots snapshots,
      Runs runs,
      Runs.Since since) {
    String id = now.id();
    if (condition == WaitCondition.REMOVED) {
      return snapshots.of(id).filter(Optional::isEmpty).next().map(gone -> REMOVED);
    }
    if (condition == WaitCondition.NOT_RUNNING && now.state() == ContainerState.EXITED) {
      return Mono.just(now.end());
    }
    Mono<Exit> seen =
        Mono.defer(
            () -> {
              Progress progress = new Progress(now, since);
              Flux<Optional<Exit>> looks = snapshots.of(id).map(progress::look);
              Flux<Optional<Exit>> turns = runs.of(id).map(progress::turn);
              return Flux.merge(1, turns, looks).flatMap(Mono::justOrEmpty, 1, 1).next();
            });
    return runs.exit(id)
        .filter(known -> now.state().alive())
        .map(known -> known.onErrorResume(cut -> seen))
        .orElse(seen);
  }

  /** How far a container has come since the wait was registered. */
  private static final class Progress {

    private final Runs.Since since;
    private final boolean ran;
    private boolean awaitsStart;
    private boolean mayBeBefore;
    private @Nullable Instant started;

    Progress(AppleContainer registered, Runs.Since since) {
      this.since = since;
      this.ran = registered.state().alive();
      this.awaitsStart = !registered.state().alive();
      this.started = registered.started().orElse(null);
    }

    synchronized Optional<Exit> turn(Runs.Turn turn) {
      if (turn == Runs.Turn.STARTED) {
        startTold();
        return Optional.empty();
      }
      return awaitsStart ? Optional.empty() : Optional.of(AppleContainer.NOT_OBSERVABLE);
    }

    synchronized Optional<Exit> look(Optional<AppleContainer> now) {
      if (now.isEmpty()) {
        return Optional.of(REMOVED);
      }
      if (since.started()) {
        if (ran) {
          return Optional.of(AppleContainer.NOT_OBSERVABLE);
        }
        startTold();
      }
      boolean beforeTheStart = mayBeBefore;
      mayBeBefore = false;
      boolean another =
          !Optional.ofNullable(started).equals(now.get().started())
              && now.get().started().isPresent();
      if (now.get().state().alive()) {
        if (another && !awaitsStart) {
          return Optional.of(AppleContainer.NOT_OBSERVABLE);
        }
        awaitsStart = false;
        started = now.get().started().orElse(null);
        return Optional.empty();
      }
      return another || !(awaitsStart || beforeTheStart)
          ? Optional.of(now.get().end())
          : Optional.empty();
    }

    /** The next look may have begun before it, and tell how it was then. */
    private void startTold() {
      mayBeBefore |= awaitsStart;
      awaitsStart = false;
    }
  }

  @Override
  public Mono<Exit> exit() {
    return exit;
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          runs.forget(since);
          closed.tryEmitEmpty();
        });
  }
}
