package dev.fairlead.transport.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;
import reactor.util.Loggers;

/**
 * Waits for channels of the JDK to be ready, runs tasks and keeps times, on one thread: the event
 * loop of every {@link ChannelWire} that was registered with it.
 *
 * <p>What it runs may lead to a subscriber, and that may block. So the thread can be replaced: the
 * loop goes on with another one, and the thread that is held up ends as soon as it comes back.
 * Whatever a turn may lead to is therefore called last, and touches nothing of the loop any more.
 */
final class ChannelLoop {

  /** Whose work is done on the loop. Called by any thread. */
  interface Worker {
    /** What a thread does here, in words; null if it is not at this work. */
    @Nullable String workOf(Thread thread);

    /** What a thread is at holds up the loop, and is to be done elsewhere from now on. */
    void goApart(Thread thread);
  }

  /** Whose channel a loop watches. Called on the loop. */
  interface Guest extends Worker {
    /** The channel is ready for what it was to be watched for. */
    void ready(int operations);

    /** The loop ends, and watches nothing any more. */
    void evicted();
  }

  private static final AtomicInteger THREADS = new AtomicInteger();

  /** The most that one read takes: the bound on what is read ahead of demand. */
  private static final int READ_BYTES = 64 << 10;

  private final Selector selector;
  private final Queue<SelectionKey> ready = new ArrayDeque<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Alarms alarms = new Alarms();
  private final Set<Worker> visitors = ConcurrentHashMap.newKeySet();
  private final AtomicInteger wires = new AtomicInteger();
  private volatile LoopThread driver;
  private volatile boolean sleeping;
  private volatile boolean stopping;
  private volatile boolean ended;

  private ChannelLoop(Selector selector) {
    this.selector = selector;
    this.driver = new LoopThread(this);
  }

  /** Starts a loop, which runs until it is stopped. */
  static ChannelLoop start() {
    try {
      ChannelLoop loop = new ChannelLoop(Selector.open());
      loop.driver.start();
      return loop;
    } catch (IOException e) {
      throw new UncheckedIOException("this process may open no more files", e);
    }
  }

  /** Whether this is the thread that drives the loop. */
  boolean isHere() {
    return Thread.currentThread() == driver;
  }

  /** Runs a task on the loop, but not before what runs there now has ended. Any thread. */
  void later(Runnable task) {
    tasks.add(task);
    if (sleeping) {
      selector.wakeup();
    }
    // With the loop, every wire has ended: nothing else runs there that the task could meet.
    if (ended && tasks.remove(task)) {
      task.run();
    }
  }

  /** Runs a task on the loop after a while. Any thread. */
  Future<?> schedule(Runnable task, long delayNanos) {
    Alarms.Alarm alarm = alarms.make(() -> safely(task), System.nanoTime() + delayNanos);
    later(() -> alarms.add(alarm));
    return alarm;
  }

  /**
   * Watches a channel until it is closed, as far as the key says. The guest may be replaced through
   * the key. On the loop.
   */
  SelectionKey register(SocketChannel channel, Guest guest) throws IOException {
    SelectionKey key = channel.register(selector, 0, guest);
    wires.incrementAndGet();
    return key;
  }

  /** Changes what a channel is watched for. Any thread. */
  void watch(SelectionKey key, int operations) {
    try {
      key.interestOps(operations);
    } catch (CancelledKeyException closed) {
      return;
    }
    if (!isHere()) {
      selector.wakeup();
    }
  }

  /**
   * A registered channel was closed; the operating system hears of it when the loop looks again.
   */
  void unregistered() {
    wires.decrementAndGet();
    if (!isHere()) {
      selector.wakeup();
    }
  }

  /** Remembers whose work is done here, though others watch the channel. Any thread. */
  void join(Worker visitor) {
    wires.incrementAndGet();
    visitors.add(visitor);
  }

  /** Nothing more is to be done for a visitor. Any thread. */
  void leave(Worker visitor) {
    if (visitors.remove(visitor)) {
      wires.decrementAndGet();
    }
  }

  /** How many channels are registered, those of visitors included. Any thread. */
  int load() {
    return wires.get();
  }

  /**
   * Where reads put their bytes: good until this thread reads again. On the heap, as what comes is
   * looked at byte by byte, which costs less there than the copy of it all.
   */
  static ByteBuffer readBuffer() {
    return Thread.currentThread() instanceof LoopThread driver
        ? driver.readBuffer.clear()
        : ByteBuffer.allocate(READ_BYTES);
  }

  /** Ends the thread. Any thread. */
  void stop() {
    stopping = true;
    selector.wakeup();
  }

  /** What the thread that drives the loop is at. Any thread. */
  LoopTurn turn() {
    return driver.turn;
  }

  /** The thread that drives the loop. Any thread. */
  Thread thread() {
    return driver;
  }

  /** Whose work a thread is at. Any thread. */
  Optional<Worker> workerOf(Thread thread) {
    return Stream.<Worker>concat(
            selector.keys().stream().map(ChannelLoop::guest), visitors.stream())
        .filter(worker -> worker.workOf(thread) != null)
        .findFirst();
  }

  /**
   * Goes on with another thread if the loop is still at a turn. Any thread.
   *
   * @param number which turn that is
   * @return whether it does
   */
  boolean replaceThread(long number) {
    LoopThread heldUp = driver;
    if (!heldUp.turn.replace(number)) {
      return false;
    }
    LoopThread next = new LoopThread(this);
    driver = next;
    next.start();
    return true;
  }

  /** Goes round until the loop is stopped, or this thread drives it no more. */
  private void run(LoopTurn turn) {
    while (!stopping) {
      try {
        await();
      } catch (IOException e) {
        Loggers.getLogger(ChannelLoop.class).error("waiting for connections failed", e);
        break;
      }
      if (!serveReady(turn) || !runTasks(turn) || !runAlarms(turn)) {
        return;
      }
    }
    List.copyOf(selector.keys()).forEach(key -> safely(() -> guest(key).evicted()));
    ended = true;
    runTasks(turn);
    try {
      selector.close();
    } catch (IOException e) {
      Loggers.getLogger(ChannelLoop.class).debug("closing the selector failed", e);
    }
  }

  private void await() throws IOException {
    sleeping = true;
    try {
      if (!tasks.isEmpty()) {
        selector.selectNow(ready::add);
      } else {
        selector.select(ready::add, alarms.millisUntilNext());
      }
    } finally {
      sleeping = false;
    }
  }

  /** Whether this thread still drives the loop after it; the same with those that follow. */
  private boolean serveReady(LoopTurn turn) {
    for (SelectionKey key = ready.poll(); key != null; key = ready.poll()) {
      turn.begin();
      serve(key);
      if (!turn.end()) {
        return false;
      }
    }
    return true;
  }

  private static void serve(SelectionKey key) {
    try {
      guest(key).ready(key.readyOps());
    } catch (CancelledKeyException closed) {
      return;
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private static Guest guest(SelectionKey key) {
    return (Guest) key.attachment();
  }

  private boolean runTasks(LoopTurn turn) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      turn.begin();
      safely(task);
      if (!turn.end()) {
        return false;
      }
    }
    return true;
  }

  private boolean runAlarms(LoopTurn turn) {
    long now = System.nanoTime();
    for (Runnable due = alarms.due(now); due != null; due = alarms.due(now)) {
      turn.begin();
      due.run();
      if (!turn.end()) {
        return false;
      }
    }
    return true;
  }

  /** One that fails must not take the others along. */
  static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private static void failed(Throwable failure) {
    Loggers.getLogger(ChannelLoop.class).error("a task of an event loop failed", failure);
  }

  /** Marked so that Reactor refuses to block here and BlockHound reports whoever does. */
  private static final class LoopThread extends Thread implements NonBlocking {

    private final ChannelLoop loop;
    private final LoopTurn turn = new LoopTurn();
    private final ByteBuffer readBuffer = ByteBuffer.allocate(READ_BYTES);

    LoopThread(ChannelLoop loop) {
      super("fairlead-io-c" + THREADS.incrementAndGet());
      this.loop = loop;
      setDaemon(true);
    }

    @Override
    public void run() {
      loop.run(turn);
    }
  }
}
