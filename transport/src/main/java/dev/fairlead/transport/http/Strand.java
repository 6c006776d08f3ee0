package dev.fairlead.transport.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

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

  /**
   * Id of the thread that is at it; 0 for none. A reference would have the collector look at each
   * strand again after each piece of work.
   */
  private volatile long worker;

  private volatile boolean apart;

  Strand(ChannelLoop loop) {
    this.loop = loop;
  }

  /** Whether this thread is at this work. */
  boolean isHere() {
    return isWorkOf(Thread.currentThread());
  }

  /** Whether a thread is at this work. */
  boolean isWorkOf(Thread thread) {
    return worker == thread.getId();
  }

  /** Whether it has left the loop. */
  boolean isApart() {
    return apart;
  }

  /** Whether nothing waits for what is being done. */
  boolean isAllThereIs() {
    return todo.get() == 1;
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

  /**
   * Does something at once if nothing else is being done or waits, on this thread, whatever it is;
   * behind what waits otherwise. Any thread, but only what is short and leads to no subscriber that
   * would not be called on this thread anyway.
   */
  void executeHere(Runnable task) {
    if (isHere()) {
      task.run();
    } else if (tryEnter()) {
      ChannelLoop.safely(task);
      worker = 0;
      if (todo.decrementAndGet() != 0) {
        begin();
      }
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
   * Begins a piece of work on this thread, if nothing else is being done or waits.
   *
   * @return whether it was begun, and has to be ended by {@link #leave}
   */
  boolean tryEnter() {
    if (apart || !todo.compareAndSet(0, 1)) {
      return false;
    }
    worker = Thread.currentThread().getId();
    return true;
  }

  /** Ends it, and does what has come meanwhile. */
  void leave() {
    worker = 0;
    if (todo.decrementAndGet() != 0) {
      work();
    }
  }

  private void work() {
    do {
      if (apart && loop.isHere()) {
        ApartThreads.run(work);
        return;
      }
      Runnable task = tasks.poll();
      worker = Thread.currentThread().getId();
      ChannelLoop.safely(task);
      // Only now: from the moment that nothing is to be done, it may be another thread's.
      worker = 0;
    } while (todo.decrementAndGet() != 0);
  }
}
