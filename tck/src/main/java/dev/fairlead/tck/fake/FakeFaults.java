package dev.fairlead.tck.fake;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What goes wrong in a fake backend. Operations are named by their methods: {@code create}, {@code
 * start}, {@code startAttached}, {@code logs}, {@code pull}, {@code info} and so on. What is set
 * holds for calls from then on. Safe for use by several threads.
 */
public final class FakeFaults {

  private final Scheduler scheduler;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();

  private record Failure(int call, Supplier<? extends Throwable> error) {}

  FakeFaults(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Lets one call of an operation fail, before it has done anything.
   *
   * @param operation the operation
   * @param call which call, counted from 1 since the backend was made
   * @param error makes what is signalled
   */
  public void fail(String operation, int call, Supplier<? extends Throwable> error) {
    failures.put(operation, new Failure(call, error));
  }

  /**
   * Lets every call of an operation begin later.
   *
   * @param operation the operation
   * @param time how much later, on the backend's scheduler
   */
  public void delay(String operation, Duration time) {
    delays.put(operation, time);
  }

  /**
   * Lets an operation stay without answer, so that it ends by its deadline.
   *
   * @param operation the operation
   */
  public void silence(String operation) {
    delays.put(operation, Duration.ofDays(10_000));
  }

  /** Takes back all that was set; the counting of calls goes on. */
  public void clear() {
    failures.clear();
    delays.clear();
  }

  /**
   * How often an operation was called: subscribed to, not just assembled.
   *
   * @param operation the operation
   * @return the number of calls since the backend was made
   */
  public int calls(String operation) {
    AtomicInteger count = calls.get(operation);
    return count == null ? 0 : count.get();
  }

  /** Counts a call and lets it wait or fail as it was told. */
  Mono<Void> before(String operation) {
    return Mono.defer(
        () -> {
          int call =
              calls.computeIfAbsent(operation, name -> new AtomicInteger()).incrementAndGet();
          @Nullable Duration delay = delays.get(operation);
          @Nullable Failure failure = failures.get(operation);
          Mono<Void> outcome =
              failure != null && failure.call() == call
                  ? Mono.error(failure.error())
                  : Mono.empty();
          return delay == null ? outcome : Mono.delay(delay, scheduler).then(outcome);
        });
  }
}
