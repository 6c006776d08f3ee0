package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The waits of the contract, made of those of the Engine API, which answer at once for a container
 * that was never started, and never for one that is removed before it runs.
 */
final class Watches {

  static final String NEXT_EXIT = "next-exit";
  static final String REMOVED = "removed";
  static final String NOT_RUNNING = "not-running";
  private static final int KILLED = 137;

  static final Exit NEVER_RAN = new Exit.Lost("the container was removed, and did not run before");

  private final EngineClient client;
  private final Deaths deaths;

  Watches(EngineClient client) {
    this.client = client;
    this.deaths = new Deaths(client);
  }

  Mono<ExitWatch> watch(ContainerId id, WaitCondition condition) {
    return inspect(id)
        .flatMap(
            now -> {
              switch (condition) {
                case NOT_RUNNING:
                  return notRunning(id, now);
                case NEXT_EXIT:
                  return nextExit(id, now);
                default:
                  return removed(id, now);
              }
            });
  }

  /** One wait of the Engine API, registered. */
  Mono<Watch> register(ContainerId id, String condition) {
    EngineCall call =
        client
            .post("wait for container " + id, "/containers/{}/wait", id.value())
            .query("condition", condition)
            .lasting();
    return Watch.register(client, call);
  }

  /**
   * How a container ended whose wait answered with a code: 137 may mean that its memory ran out,
   * which only an inspection tells.
   */
  Mono<Exit> explain(ContainerId id, Exit exit) {
    if (!(exit instanceof Exit.Exited exited) || exited.status() != KILLED) {
      return Mono.just(exit);
    }
    return inspect(id)
        .flatMap(now -> Mono.justOrEmpty(now.info().exit()))
        .filter(known -> known instanceof Exit.OutOfMemory)
        .onErrorResume(ContainerException.class, gone -> Mono.empty())
        .defaultIfEmpty(exit);
  }

  private Mono<EngineInspection> inspect(ContainerId id) {
    return EngineInspection.of(client, "wait for container " + id, id);
  }

  private Mono<ExitWatch> notRunning(ContainerId id, EngineInspection now) {
    if (now.ended()) {
      return Mono.just(known(now));
    }
    if (!now.neverStarted()) {
      return register(id, NOT_RUNNING).map(watch -> explained(id, watch));
    }
    return startedYet(id, now.info(), Mono::firstWithSignal)
        .flatMap(
            watch ->
                inspect(id)
                    .<ExitWatch>flatMap(
                        later ->
                            later.ended()
                                ? watch.close().thenReturn(known(later))
                                : Mono.just(watch))
                    .onErrorResume(ContainerException.class, gone -> Mono.just(watch)));
  }

  private Mono<ExitWatch> nextExit(ContainerId id, EngineInspection now) {
    return now.state().alive()
        ? register(id, NEXT_EXIT).map(watch -> explained(id, watch))
        : startedYet(id, now.info(), Mono::firstWithSignal);
  }

  private Mono<ExitWatch> removed(ContainerId id, EngineInspection now) {
    if (now.neverStarted()) {
      return startedYet(id, now.info(), (next, gone) -> gone);
    }
    return register(id, REMOVED)
        .map(
            watch ->
                new Watched(
                    watch.exit().map(exit -> richer(exit, now.info().exit())), watch.close()));
  }

  /**
   * Waits for the next end of one that does not run. The Engine's {@code next-exit} never answers
   * if the container is removed without having run, so its removal is waited for too.
   */
  private Mono<ExitWatch> startedYet(ContainerId id, ContainerInfo before, Pairing pairing) {
    return Mono.usingWhen(
        Mono.fromSupplier(Lease::new),
        lease ->
            lease
                .take(register(id, NEXT_EXIT), Watch::close)
                .flatMap(
                    next ->
                        lease
                            .take(register(id, REMOVED), Watch::close)
                            .map(
                                gone ->
                                    new Watched(
                                        pairing
                                            .first(next.exit(), gone.exit())
                                            .flatMap(exit -> settle(before, exit)),
                                        Mono.when(next.close(), gone.close())))),
        Lease::handOver,
        (lease, error) -> lease.release(),
        Lease::release);
  }

  private interface Pairing {
    Mono<Exit> first(Mono<Exit> next, Mono<Exit> gone);
  }

  /**
   * How one ended that had not run before. Whether it ran at all is not what the waits say: Docker
   * answers 0 to both if it is removed instead.
   */
  private Mono<Exit> settle(ContainerInfo before, Exit waited) {
    return inspect(before.id())
        .map(now -> now.neverStarted() ? NEVER_RAN : now.info().exit().orElse(waited))
        .onErrorResume(NotFoundException.class, gone -> deaths.last(before));
  }

  private ExitWatch explained(ContainerId id, Watch watch) {
    return new Watched(watch.exit().flatMap(exit -> explain(id, exit)), watch.close());
  }

  private static ExitWatch known(EngineInspection now) {
    Exit exit = now.info().exit().orElse(new Exit.Lost("the daemon does not tell how it ended"));
    return new Watched(Mono.just(exit), Mono.empty());
  }

  private static Exit richer(Exit waited, Optional<Exit> inspected) {
    return inspected.filter(known -> known.code().equals(waited.code())).orElse(waited);
  }

  private record Watched(Mono<Exit> exit, Mono<Void> close) implements ExitWatch {}
}
