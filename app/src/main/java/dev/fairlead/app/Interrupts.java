package dev.fairlead.app;

import dev.fairlead.spi.container.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The signals that people and supervisors send to the command. Whoever is at work says what one
 * means; the last one that arrived decides the exit code.
 */
final class Interrupts implements AutoCloseable {

  private static final List<Signal> WATCHED = List.of(Signal.INT, Signal.TERM, Signal.HUP);

  /**
   * {@code timeout} signals the command and then its whole group, which is one wish and not two.
   */
  private static final long ONE_WISH_NANOS = Duration.ofMillis(100).toNanos();

  private final AtomicReference<@Nullable Arrival> last = new AtomicReference<>();
  private volatile Consumer<Signal> handler;
  private final List<Object> previous;

  private Interrupts(Consumer<Signal> first, List<Signal> watched) {
    handler = first;
    previous = watched.stream().map(this::register).toList();
  }

  /** Leaves signals to Java, which ends the process with the exit code that belongs to each. */
  static Interrupts unwatched() {
    return new Interrupts(signal -> {}, List.of());
  }

  /**
   * Watches signals from now on.
   *
   * @param first what one means until somebody says otherwise
   * @return the watch
   */
  static Interrupts watch(Consumer<Signal> first) {
    return new Interrupts(first, WATCHED);
  }

  /** Says what a signal means from now on. */
  void on(Consumer<Signal> meaning) {
    handler = meaning;
  }

  /** The last signal that arrived; null if none did. */
  @Nullable Signal received() {
    Arrival arrival = last.get();
    return arrival == null ? null : arrival.signal();
  }

  private record Arrival(Signal signal, long nanos) {

    private boolean isRepeatedBy(Arrival next) {
      return signal.equals(next.signal) && next.nanos - nanos < ONE_WISH_NANOS;
    }
  }

  /** The exit code of what ended without one of its own: that of the signal, if one arrived. */
  int code() {
    Signal signal = received();
    return signal == null ? ExitCodes.FAILED : ExitCodes.of(signal);
  }

  @Override
  public void close() {
    for (int i = 0; i < previous.size(); i++) {
      Signals.unregister(bare(WATCHED.get(i)), previous.get(i));
    }
  }

  private Object register(Signal signal) {
    return Signals.register(
        bare(signal),
        () -> {
          Arrival now = new Arrival(signal, System.nanoTime());
          Arrival before = last.getAndSet(now);
          if (before == null || !before.isRepeatedBy(now)) {
            handler.accept(signal);
          }
        });
  }

  private static String bare(Signal signal) {
    return signal.name().substring("SIG".length());
  }
}
