package dev.fairlead.testbed;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The threads of one part of the bench, none of which outlives it. */
final class Crew {

  private static final Duration LAST_ORDERS = Duration.ofSeconds(10);

  private final String name;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final CountDownLatch dismissed = new CountDownLatch(1);

  Crew(String name) {
    this.name = name;
  }

  /** Runs work on a thread of its own. */
  void start(Runnable work) {
    strikeOffTheEnded();
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Waits; false if the crew was dismissed meanwhile. */
  boolean pause(Duration time) {
    try {
      return !dismissed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for a gate; false if the crew was dismissed before it opened. */
  boolean await(CountDownLatch gate) {
    try {
      while (!gate.await(20, TimeUnit.MILLISECONDS)) {
        if (dismissed.getCount() == 0) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Ends all pauses and waits for the threads, whose sockets must be closed by then.
   *
   * @throws IllegalStateException if one does not end
   */
  void dismiss() {
    dismissed.countDown();
    long deadline = System.nanoTime() + LAST_ORDERS.toNanos();
    try {
      while (!threads.isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(threads.size() + " threads of " + name + " do not end");
        }
        for (Thread thread : threads) {
          thread.join(100);
        }
        strikeOffTheEnded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A thread that did so itself, with its last line, would be seen alive after it. */
  private void strikeOffTheEnded() {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
  }
}
