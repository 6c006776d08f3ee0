package dev.fairlead.apple.process;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.apple.store.VolumeReader;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends containers. {@code container stop} has a grace period of whole seconds and does not say
 * whether it had to kill, so a stop is a signal by {@code container kill}, a look, and a second
 * signal where it takes one. Signals to an attached child do not arrive (issue 1747).
 */
public final class Stopping {

  private final Program program;
  private final Snapshots snapshots;
  private final Runs runs;

  /**
   * Makes one.
   *
   * @param program by which it works
   * @param snapshots looks containers up
   * @param runs tells the exit codes of runs
   */
  public Stopping(Program program, Snapshots snapshots, Runs runs) {
    this.program = program;
    this.snapshots = snapshots;
    this.runs = runs;
  }

  /**
   * Sends a signal.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param signal the signal
   * @return completes when it was sent
   */
  public Mono<Void> kill(String operation, String id, Signal signal) {
    return send(operation, id, signal);
  }

  private Mono<Void> send(String operation, String id, Signal signal) {
    return program.run(operation, id, Invocation.of("kill", "--signal", name(signal), id)).then();
  }

  /** Linux names without the prefix; the others by their numbers, which the program takes too. */
  static String name(Signal signal) {
    return signal.number() <= 31 ? signal.name().substring(3) : String.valueOf(signal.number());
  }

  /**
   * Stops a container.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param options signal and grace period
   * @return which signal it took; cancelling sends no more
   */
  public Mono<StopResult> stop(String operation, String id, StopOptions options) {
    return snapshots
        .require(operation, id)
        .flatMap(
            container ->
                runs(container)
                    ? stop(operation, container, options)
                    : Mono.just(new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty())));
  }

  private static boolean runs(AppleContainer container) {
    return container.state().alive();
  }

  private Mono<StopResult> stop(String operation, AppleContainer container, StopOptions options) {
    String id = container.id();
    Duration grace = options.grace().or(container::stopGrace).orElse(StopOptions.DEFAULT_GRACE);
    Signal signal = options.signal().orElseGet(container::stopSignal);
    AtomicBoolean killed = new AtomicBoolean();
    Mono<Exit> known = runs.exit(id).orElseGet(() -> Mono.just(AppleContainer.NOT_OBSERVABLE));
    Mono<Void> over = over(container);
    Mono<Void> kill =
        Mono.defer(
            () -> {
              killed.set(true);
              return gone(operation, id, send(operation, id, Signal.KILL)).then(over);
            });
    Mono<Void> end =
        grace.isZero()
            ? kill
            : gone(operation, id, send(operation, id, signal)).then(over).timeout(grace, kill);
    return end.timeout(
            grace.plus(program.timeout()),
            Mono.error(() -> AppleErrors.map(operation, new TimeoutException())))
        .then(
            Mono.defer(
                () ->
                    known
                        .onErrorReturn(AppleContainer.NOT_OBSERVABLE)
                        .map(
                            exit ->
                                new StopResult(
                                    killed.get()
                                        ? StopResult.Outcome.KILLED
                                        : StopResult.Outcome.GRACEFUL,
                                    Optional.of(exit)))));
  }

  /** What ended by itself meanwhile, or removed itself, needs no signal, whatever the words. */
  private Mono<Void> gone(String operation, String id, Mono<Void> sending) {
    return sending
        .onErrorResume(ConflictException.class, ended -> Mono.empty())
        .onErrorResume(NotFoundException.class, removed -> Mono.empty())
        .onErrorResume(
            BackendFailureException.class,
            failed ->
                snapshots
                    .find(operation, id)
                    .filter(Stopping::runs)
                    .flatMap(running -> Mono.error(failed)));
  }

  private Mono<Void> over(AppleContainer before) {
    return snapshots
        .of(before.id())
        .filter(
            now ->
                now.isEmpty() || !runs(now.get()) || !now.get().started().equals(before.started()))
        .next()
        .then();
  }

  /**
   * Removes a container. A look that hangs does not keep what would go from going, but its volumes
   * are not known then.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param options whether it may run, and what becomes of its volumes
   * @return completes when it is gone
   */
  public Mono<Void> remove(String operation, String id, RemoveOptions options) {
    Mono<Void> delete = delete(operation, id, options);
    return options.volumes() == RemoveOptions.AnonymousVolumes.REMOVE
        ? snapshots
            .find(operation, id)
            .onErrorResume(OperationTimeoutException.class, hangs -> delete.then(Mono.error(hangs)))
            .flatMap(
                container -> delete.then(Mono.defer(() -> anonymousVolumes(operation, container))))
        : delete;
  }

  private Mono<Void> delete(String operation, String id, RemoveOptions options) {
    Invocation call =
        options.running() == RemoveOptions.Running.KILL
            ? Invocation.of("delete", "--force", id)
            : Invocation.of("delete", id);
    return program
        .run(operation, id, call)
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .onErrorResume(
            ConflictException.class,
            running ->
                snapshots
                    .find(operation, id)
                    .flatMap(
                        container ->
                            Mono.error(
                                AppleErrors.conflict(
                                    operation,
                                    id,
                                    "it is " + container.word(),
                                    "fairlead stop " + id))))
        .then();
  }

  /** The program leaves them behind, even with {@code --rm}; their names are UUIDs. */
  private Mono<Void> anonymousVolumes(String operation, AppleContainer container) {
    return Flux.fromIterable(container.volumes())
        .filter(VolumeReader::mayBeAnonymous)
        .concatMap(
            name ->
                program
                    .objects(operation, name, Invocation.of("volume", "inspect", name))
                    .flatMapIterable(found -> found)
                    .map(VolumeReader::read)
                    .filter(volume -> VolumeReader.isAnonymous(volume.labels()))
                    .concatMap(
                        volume ->
                            program.run(operation, name, Invocation.of("volume", "delete", name)))
                    .onErrorResume(NotFoundException.class, gone -> Mono.empty())
                    .onErrorResume(ConflictException.class, used -> Mono.empty()))
        .then();
  }

  /**
   * Whether a container does not run, and will not by itself.
   *
   * @param container the container
   * @return whether it is so
   */
  public static boolean idle(AppleContainer container) {
    return container.state() == ContainerState.EXITED
        || container.state() == ContainerState.CREATED;
  }
}
