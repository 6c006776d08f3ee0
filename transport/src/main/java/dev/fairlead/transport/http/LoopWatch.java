package dev.fairlead.transport.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.util.Loggers;

/**
 * Looks for event loops that are held up, gives them another thread, and names who holds them up.
 *
 * <p>A thread that waits is found to block after fewer looks than one that works: a busy machine
 * may keep it from its turn. Looks are counted, and no time is measured, since a machine that
 * stands still keeps this thread from looking, too.
 */
final class LoopWatch {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int LOOKS_AT_WAITING = 3;
  private static final int LOOKS_AT_WORKING = 20;

  private final Supplier<List<ChannelLoop>> loops;
  private final Map<ChannelLoop, Look> seen = new WeakHashMap<>();
  private volatile boolean stopped;

  private LoopWatch(Supplier<List<ChannelLoop>> loops) {
    this.loops = loops;
  }

  /** The same turn of a loop, seen so many times in a row. */
  private record Look(long turn, int times) {}

  /** Watches loops until it is stopped. */
  static LoopWatch start(Supplier<List<ChannelLoop>> loops) {
    LoopWatch watch = new LoopWatch(loops);
    Thread thread = new Thread(watch::run, "fairlead-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** Ends it. Any thread. */
  void stop() {
    stopped = true;
  }

  private void run() {
    while (!stopped) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      loops.get().forEach(this::look);
    }
  }

  private void look(ChannelLoop loop) {
    long turn = loop.turn().within();
    Look before = seen.get(loop);
    if (turn == 0 || before == null || before.turn() != turn) {
      seen.put(loop, new Look(turn, 1));
      return;
    }
    Look now = new Look(turn, before.times() + 1);
    seen.put(loop, now);
    Thread thread = loop.thread();
    boolean works = thread.getState() == Thread.State.RUNNABLE;
    if (now.times() >= (works ? LOOKS_AT_WORKING : LOOKS_AT_WAITING)) {
      replace(loop, turn, thread);
    }
  }

  private static void replace(ChannelLoop loop, long turn, Thread thread) {
    StackTraceElement[] at = thread.getStackTrace();
    Optional<ChannelLoop.Worker> worker = loop.workerOf(thread);
    String what = worker.map(held -> held.workOf(thread)).orElse("a connection");
    if (loop.replaceThread(turn)) {
      worker.ifPresent(held -> held.goApart(thread));
      Loggers.getLogger(LoopWatch.class)
          .warn(
              "The subscriber of {} has blocked an event loop, at {}. It goes on with a thread of"
                  + " its own, more slowly; work that blocks belongs behind publishOn.",
              what,
              where(at));
    }
  }

  /** The innermost place that is neither of the JDK nor of Reactor: somebody's own code. */
  private static String where(StackTraceElement[] at) {
    return Stream.of(at)
        .filter(frame -> !frame.getClassName().matches("(java|jdk|sun|reactor)\\..*"))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("a place that is not known");
  }
}
