package dev.fairlead.app.copy;

import dev.fairlead.spi.Cleanups;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Work that waits, on a thread that may. Cancelling interrupts it; what it takes back then is
 * waited for before the command ends.
 */
final class WaitingWork {

  /** What is done; whatever it throws is its error. */
  interface Steps {
    void take() throws Exception;
  }

  private final Steps steps;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private volatile boolean cancelled;

  private WaitingWork(Steps steps) {
    this.steps = steps;
  }

  static Mono<Void> of(Steps steps, Cleanups cleanups) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> new WaitingWork(steps)),
        WaitingWork::work,
        done -> Mono.empty(),
        (failed, error) -> Mono.empty(),
        left -> cleanups.track(left.end()));
  }

  private Mono<Void> work() {
    return Mono.<Void>fromCallable(
            () -> {
              if (taken.compareAndSet(false, true)) {
                take();
              }
              return null;
            })
        .subscribeOn(Schedulers.boundedElastic())
        .doOnCancel(() -> cancelled = true);
  }

  private void take() throws Exception {
    try {
      steps.take();
    } catch (Exception e) {
      // Whoever cancelled does not hear of it, and wants no stack trace either.
      if (!cancelled) {
        throw e;
      }
    } finally {
      ended.tryEmitEmpty();
    }
  }

  /** Completes when nothing is done any more; work that has not begun never begins. */
  private Mono<Void> end() {
    return Mono.defer(() -> taken.compareAndSet(false, true) ? Mono.empty() : ended.asMono());
  }
}
