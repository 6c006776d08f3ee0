package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A registered wait of a fake backend. */
final class FakeExitWatch implements ExitWatch {

  private final FakeWorld world;
  private final Mono<Exit> end;
  private final Sinks.One<Exit> cut = Sinks.one();
  private final Consumer<Throwable> breaker = cut::tryEmitError;

  private FakeExitWatch(FakeWorld world, Mono<Exit> end) {
    this.world = world;
    this.end = end;
  }

  static FakeExitWatch register(FakeWorld world, FakeContainer container, WaitCondition condition) {
    Mono<Exit> end =
        switch (condition) {
          case NOT_RUNNING -> container.end();
          case NEXT_EXIT -> container.nextEnd();
          case REMOVED -> container.gone();
        };
    FakeExitWatch watch = new FakeExitWatch(world, end);
    world.open(watch.breaker);
    return watch;
  }

  @Override
  public Mono<Exit> exit() {
    return Mono.firstWithSignal(end, cut.asMono());
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(this::release);
  }

  /** Also for one that nobody got, since it was registered in the moment of a cancellation. */
  void release() {
    world.release(breaker);
  }
}
