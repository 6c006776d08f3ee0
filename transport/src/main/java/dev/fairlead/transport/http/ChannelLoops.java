package dev.fairlead.transport.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all {@link ChannelWire}s of the process share: at most as many as cores. The
 * next one starts when each of those before has a wire; all end with the last user.
 */
final class ChannelLoops {

  private static final Object LOCK = new Object();
  private static final int MOST = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final List<ChannelLoop> SHARED = new ArrayList<>();
  private static int users;
  private static @Nullable LoopWatch watch;

  private ChannelLoops() {}

  /** One user's right to the loops. */
  static final class Lease {

    private final AtomicBoolean released = new AtomicBoolean();

    private Lease() {}

    /** The loop that has the least to do. */
    ChannelLoop next() {
      synchronized (LOCK) {
        ChannelLoop idlest =
            SHARED.stream().min(Comparator.comparingInt(ChannelLoop::load)).orElse(null);
        if (idlest != null && (idlest.load() == 0 || SHARED.size() == MOST)) {
          return idlest;
        }
        ChannelLoop started = ChannelLoop.start();
        SHARED.add(started);
        if (watch == null) {
          watch = LoopWatch.start(ChannelLoops::all);
        }
        return started;
      }
    }

    /** Gives the right back; the loops end with the last one. Idempotent. */
    void release() {
      if (released.compareAndSet(false, true)) {
        ChannelLoops.release();
      }
    }
  }

  static Lease acquire() {
    synchronized (LOCK) {
      users++;
      return new Lease();
    }
  }

  private static List<ChannelLoop> all() {
    synchronized (LOCK) {
      return List.copyOf(SHARED);
    }
  }

  private static void release() {
    List<ChannelLoop> last = List.of();
    synchronized (LOCK) {
      if (--users == 0) {
        last = List.copyOf(SHARED);
        SHARED.clear();
        if (watch != null) {
          watch.stop();
          watch = null;
        }
      }
    }
    last.forEach(ChannelLoop::stop);
  }
}
