package dev.fairlead.transport.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The work of one wire, one piece at a time and in order. It is done on the wire's loop, until it
 * holds that up; from then on it is done on threads of its own, so that it holds up nobody else.
 */
final class Strand {

  private final ChannelLoop loop;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Runnable work = this::work;

  /** How much is to be done, what is being done included: whoever makes it 1 does it. */
  private final AtomicInteger todo = new AtomicInteger();

  private volatile @Nullable Thread worker;
  private volatile boolean apart;

  Strand(ChannelLoop loop) {
    this.loop = loop;
  }

  /** Whether this thread is at this work. */
  boolean isHere() {
    return worker == Thread.currentThread();
  }

  /** Whether a thread is at this work. */
  boolean isWorkOf(Thread thread) {
    return worker == thread;
  }

  /** Whether it has left the loop. */
  boolean isApart() {
    return apart;
  }

  /** Leaves the loop for good. What is being done is done to its end. */
  void goApart() {
    apart = true;
  }

  /** Does something: at once if this thread is at this work already. Any thread. */
  void execute(Runnable task) {
    if (isHere()) {
      task.run();
    } else {
      later(task);
    }
  }

  /** Does something behind all that waits. Any thread. */
  void later(Runnable task) {
    tasks.add(task);
    if (todo.getAndIncrement() == 0) {
      begin();
    }
  }

  private void begin() {
    if (apart) {
      ApartThreads.run(work);
    } else {
      loop.later(work);
    }
  }

  /**
   * Begins a piece of work on the loop, if nothing else is being done or waits. On the loop.
   *
   * @return whether it was begun, and has to be ended by {@link #leave}
   */
  boolean tryEnter() {
    if (apart || !todo.compareAndSet(0, 1)) {
      return false;
    }
    worker = Thread.currentThread();
    return true;
  }

  /** Ends it, and does what has come meanwhile. */
  void leave() {
    worker = null;
    if (todo.decrementAndGet() != 0) {
      work();
    }
  }

  private void work() {
    if (apart && loop.isHere()) {
      ApartThreads.run(work);
      return;
    }
    do {
      Runnable task = tasks.poll();
      worker = Thread.currentThread();
      ChannelLoop.safely(task);
      // Only now: from the moment that nothing is to be done, it may be another thread's.
      worker = null;
    } while (todo.decrementAndGet() != 0);
  }
}
