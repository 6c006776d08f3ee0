package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Stopping and restarting. The result comes from a wait that is registered before the daemon is
 * asked, so that it is there also for a container that removes itself.
 */
final class Stopping {

  private static final int KILLED = 128 + 9;

  private final EngineClient client;
  private final Watches watches;
  private final Lifecycle lifecycle;

  Stopping(EngineClient client, Watches watches, Lifecycle lifecycle) {
    this.client = client;
    this.watches = watches;
    this.lifecycle = lifecycle;
  }

  Mono<StopResult> stop(ContainerId id, StopOptions options) {
    return EngineInspection.of(client, "stop container " + id, id)
        .flatMap(
            now ->
                now.state().alive() || now.restarts()
                    ? stopAlive(id, options, now)
                    : Mono.just(notRunning()));
  }

  private static StopResult notRunning() {
    return new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty());
  }

  private Mono<StopResult> stopAlive(ContainerId id, StopOptions options, EngineInspection now) {
    Duration grace = options.grace().orElse(now.stopGrace());
    Signal signal = options.signal().orElseGet(() -> own(now));
    return Mono.usingWhen(
            watches.register(id, Watches.NOT_RUNNING),
            watch ->
                ask(id, options, signal, grace, now, watch)
                    .timed()
                    .flatMap(
                        answer ->
                            answer.get() == 304
                                ? Mono.just(notRunning())
                                : watch
                                    .exit()
                                    .flatMap(exit -> watches.explain(id, exit))
                                    .map(exit -> result(exit, signal, grace, answer.elapsed()))),
            Watch::close)
        .onErrorResume(
            NotFoundException.class,
            gone -> now.autoRemove() ? Mono.just(notRunning()) : Mono.error(gone));
  }

  private Mono<Integer> ask(
      ContainerId id,
      StopOptions options,
      Signal signal,
      Duration grace,
      EngineInspection now,
      Watch watch) {
    boolean ownSignal = options.signal().isEmpty() || signal.equals(own(now));
    return ownSignal || client.dialect().stopTakesSignal(client.api())
        ? send(id, "stop", grace, ownSignal ? Optional.empty() : Optional.of(signal))
        : byHand(id, signal, grace, now, watch);
  }

  /**
   * Where a stop takes no signal, that is sent by itself, then SIGKILL. The stop that follows is
   * for a restart policy, which would bring the container back.
   */
  private Mono<Integer> byHand(
      ContainerId id, Signal signal, Duration grace, EngineInspection now, Watch watch) {
    return lifecycle
        .kill(id, signal)
        .then(watch.exit().then().timeout(atLeastOneMilli(grace), killIfThere(id)))
        .then(now.restarts() ? send(id, "stop", Duration.ZERO, Optional.empty()) : Mono.empty())
        .thenReturn(204)
        .onErrorResume(ConflictException.class, ended -> Mono.just(304))
        .onErrorResume(
            NotFoundException.class, gone -> now.autoRemove() ? Mono.just(204) : Mono.error(gone));
  }

  private Mono<Void> killIfThere(ContainerId id) {
    return lifecycle
        .kill(id, Signal.KILL)
        .onErrorResume(ConflictException.class, ended -> Mono.empty())
        .onErrorResume(NotFoundException.class, removed -> Mono.empty());
  }

  private static Duration atLeastOneMilli(Duration grace) {
    return grace.isZero() ? Duration.ofMillis(1) : grace;
  }

  private Mono<Integer> send(ContainerId id, String verb, Duration grace, Optional<Signal> signal) {
    long seconds = grace.plusNanos(999_999_999).toSeconds();
    return client.send(
        client
            .post(verb + " container " + id, "/containers/{}/" + verb, id.value())
            .query("t", String.valueOf(seconds))
            .query("signal", signal.map(Signal::name))
            .accept(304)
            .lasting()
            .within(client.options().operationTimeout().plusSeconds(seconds)));
  }

  /**
   * What was seen: the code of SIGKILL after the whole grace period is the daemon's kill. The same
   * code before that is the container's own end, unless SIGKILL was what it was asked with.
   */
  static StopResult result(Exit exit, Signal signal, Duration grace, Duration elapsed) {
    if (exit.code().isEmpty()) {
      return new StopResult(StopResult.Outcome.UNKNOWN, Optional.of(exit));
    }
    boolean killed =
        exit.code().getAsInt() == KILLED
            && (signal.equals(Signal.KILL) || elapsed.compareTo(grace) >= 0);
    return new StopResult(
        killed ? StopResult.Outcome.KILLED : StopResult.Outcome.GRACEFUL, Optional.of(exit));
  }

  private static Signal own(EngineInspection now) {
    try {
      return Signal.parse(now.stopSignal());
    } catch (IllegalArgumentException unknown) {
      return Signal.TERM;
    }
  }

  Mono<Void> restart(ContainerId id, StopOptions options) {
    return EngineInspection.of(client, "restart container " + id, id)
        .flatMap(
            now -> {
              boolean ownSignal = options.signal().map(own(now)::equals).orElse(true);
              if (ownSignal || client.dialect().stopTakesSignal(client.api())) {
                return send(
                        id,
                        "restart",
                        options.grace().orElse(now.stopGrace()),
                        ownSignal ? Optional.empty() : options.signal())
                    .then();
              }
              return stop(id, options).then(lifecycle.start(id)).then();
            });
  }
}
