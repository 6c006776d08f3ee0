package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.system.EventAction;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import reactor.core.publisher.Mono;

/** How containers of a fake backend are stopped and removed. */
final class FakeStops {

  private final FakeWorld world;

  FakeStops(FakeWorld world) {
    this.world = world;
  }

  Mono<StopResult> stop(FakeContainer container, StopOptions options) {
    Optional<FakeProcess> running = container.process();
    if (running.isEmpty()) {
      return Mono.just(new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty()));
    }
    FakeProcess process = running.get();
    Signal signal =
        options.signal().or(() -> container.spec.lifecycle().stopSignal()).orElse(Signal.TERM);
    Duration grace =
        options
            .grace()
            .or(() -> container.spec.lifecycle().stopGrace())
            .orElse(StopOptions.DEFAULT_GRACE);
    Mono<StopResult> graceful = result(process, StopResult.Outcome.GRACEFUL);
    Mono<StopResult> killed =
        Mono.defer(
            () -> {
              process.kill();
              return result(process, StopResult.Outcome.KILLED);
            });
    return Mono.<Void>fromRunnable(
            () -> {
              process.output().thaw();
              process.signal(signal);
            })
        .then(graceful.timeout(grace, killed, world.scheduler()))
        .doOnNext(result -> world.tell(container, EventAction.STOPPED, OptionalInt.empty()));
  }

  private static Mono<StopResult> result(FakeProcess process, StopResult.Outcome outcome) {
    Mono<Exit> exit = process.exit();
    return exit.map(how -> new StopResult(outcome, Optional.of(how)));
  }

  Mono<Void> remove(FakeContainer container, RemoveOptions options) {
    return Mono.defer(
        () -> {
          Optional<FakeProcess> running = container.process();
          if (running.isPresent() && options.running() == RemoveOptions.Running.REFUSE) {
            return Mono.error(
                world.errors.conflict("remove container", container.id.value(), "it runs"));
          }
          running.ifPresent(FakeProcess::kill);
          world.remove(container);
          return Mono.empty();
        });
  }
}
