package dev.fairlead.core.internal.policy;

import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Limits how long a stream may stand still while its subscriber wants more. Unlike {@link
 * Flux#timeout(Duration)}, a subscriber that asks for nothing is not taken for a source that gives
 * nothing. Looks four times within the limit, so it notices at most a quarter late. For one
 * subscription.
 */
final class Silence {

  private static final int LOOKS = 4;

  private final Duration limit;
  private final Scheduler timer;
  private long wanted;
  private boolean heard;
  private int quiet;

  private Silence(Duration limit, Scheduler timer) {
    this.limit = limit;
    this.timer = timer;
  }

  static <T> Flux<T> limit(
      Flux<T> source, Duration limit, Scheduler timer, Supplier<? extends Throwable> error) {
    return Flux.defer(
        () -> {
          Silence silence = new Silence(limit, timer);
          return source
              .doOnRequest(silence::requested)
              .doOnNext(value -> silence.received())
              .takeUntilOther(silence.watch(error));
        });
  }

  private Flux<Object> watch(Supplier<? extends Throwable> error) {
    return Mono.delay(Duration.ofNanos(limit.toNanos() / LOOKS), timer)
        .flatMap(tick -> overdue() ? Mono.<Object>error(error.get()) : Mono.<Object>empty())
        .repeat();
  }

  private synchronized void requested(long more) {
    if (wanted == 0) {
      heard = true;
    }
    wanted = Operators.addCap(wanted, more);
  }

  private synchronized void received() {
    heard = true;
    if (wanted != Long.MAX_VALUE && wanted > 0) {
      wanted--;
    }
  }

  private synchronized boolean overdue() {
    quiet = heard || wanted == 0 ? 0 : quiet + 1;
    heard = false;
    return quiet >= LOOKS;
  }
}
