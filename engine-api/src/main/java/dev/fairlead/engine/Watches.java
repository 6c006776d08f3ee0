package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.TransportException;
import java.util.Optional;
import java.util.function.Function;
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
    return inspect(id).flatMap(now -> watch(id, condition, now));
  }

  private Mono<ExitWatch> watch(ContainerId id, WaitCondition condition, EngineInspection now) {
    switch (condition) {
      case NOT_RUNNING:
        return notRunning(id, now);
      case NEXT_EXIT:
        return nextExit(id, now);
      default:
        return removed(id, now);
    }
  }

  /**
   * How a container ends. Nobody is told when the daemon has begun to wait, so that the wait for
   * one that runs is one call and no more.
   */
  Mono<Exit> waitFor(ContainerId id, WaitCondition condition) {
    return inspect(id)
        .flatMap(
            now ->
                condition == WaitCondition.NOT_RUNNING && !now.ended() && !now.neverStarted()
                    ? answer(id)
                    : Mono.usingWhen(watch(id, condition, now), ExitWatch::exit, ExitWatch::close));
  }

  private Mono<Exit> answer(ContainerId id) {
    EngineCall call = call(id, NOT_RUNNING);
    return client
        .object(call, json -> Watch.read(call.context(), json))
        .onErrorMap(Watches::brokeOff, error -> Watch.cutOff(call.context(), error.getCause()))
        .flatMap(exit -> explain(id, exit));
  }

  /** A daemon that stops ends its answers well, and empty. */
  private static boolean brokeOff(Throwable error) {
    return error.getCause() instanceof TransportException
        && (error instanceof StreamInterruptedException
            || error instanceof BackendFailureException);
  }

  /** One wait of the Engine API, registered. */
  Mono<Watch> register(ContainerId id, String condition) {
    return Watch.register(client, call(id, condition));
  }

  private EngineCall call(ContainerId id, String condition) {
    return client
        .post("wait for container " + id, "/containers/{}/wait", id.value())
        .query("condition", condition)
        .repeatable()
        .lasting();
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
    return leased(
        lease ->
            lease
                .take(startedYet(id, now.info(), Mono::firstWithSignal), ExitWatch::close)
                .flatMap(watch -> unlessEnded(id, watch)));
  }

  /** One that was started before the daemon waited may have ended, too. */
  private Mono<ExitWatch> unlessEnded(ContainerId id, ExitWatch watch) {
    return inspect(id)
        .<ExitWatch>flatMap(
            later -> later.ended() ? watch.close().thenReturn(known(later)) : Mono.just(watch))
        .onErrorResume(ContainerException.class, gone -> Mono.just(watch));
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
        .map(watch -> new Watched(watch.exit().flatMap(exit -> end(exit, now)), watch.close()));
  }

  private Mono<Exit> end(Exit waited, EngineInspection before) {
    return client.dialect().removalHasCode()
        ? Mono.just(richer(waited, before.info().exit()))
        : deaths
            .last(before.info())
            .map(last -> last instanceof Exit.Lost ? before.info().exit().orElse(last) : last);
  }

  /**
   * Waits for the next end of one that does not run. The Engine's {@code next-exit} never answers
   * if the container is removed without having run, so its removal is waited for too.
   */
  private Mono<ExitWatch> startedYet(ContainerId id, ContainerInfo before, Pairing pairing) {
    return leased(
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
                                        Mono.when(next.close(), gone.close())))));
  }

  private static Mono<ExitWatch> leased(Function<Lease, Mono<ExitWatch>> opening) {
    return Mono.usingWhen(
        Mono.fromSupplier(Lease::new),
        opening,
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
