package dev.fairlead.transport.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.NonBlocking;
import reactor.util.Loggers;

/**
 * One thread that waits for channels of the JDK to be ready, runs tasks and keeps times. It is the
 * event loop of every {@link ChannelWire} that was registered with it.
 */
final class ChannelLoop {

  /** Whose channel a loop watches. Called on the loop. */
  interface Guest {
    /** The channel is ready for what it was to be watched for. */
    void ready(int operations);

    /** The loop ends, and watches nothing any more. */
    void evicted();
  }

  private static final AtomicInteger THREADS = new AtomicInteger();

  /** The most that one read takes: the bound on what is read ahead of demand. */
  private static final int READ_BYTES = 64 << 10;

  /** So many given-up times are not worth looking for. */
  private static final int FEW = 64;

  private final Selector selector;
  private final LoopThread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger wires = new AtomicInteger();
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
  private volatile boolean sleeping;
  private volatile boolean stopping;
  private volatile boolean ended;

  private ChannelLoop(Selector selector) {
    this.selector = selector;
    this.thread = new LoopThread(this::run);
  }

  /** Starts a loop, which runs until it is stopped. */
  static ChannelLoop start() {
    try {
      ChannelLoop loop = new ChannelLoop(Selector.open());
      loop.thread.start();
      return loop;
    } catch (IOException e) {
      throw new UncheckedIOException("this process may open no more files", e);
    }
  }

  /** Runs a task on the loop: at once if this is it, or if there is none any more. Any thread. */
  void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      later(task);
    }
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

  /** Runs a task after a while. On the loop; the future may be cancelled by any thread. */
  Future<?> schedule(Runnable task, long delayNanos) {
    if (cancelled.get() > FEW && cancelled.get() > alarms.size() / 2) {
      cancelled.set(0);
      alarms.removeIf(Future::isCancelled);
    }
    Alarm alarm = new Alarm(task, System.nanoTime() + delayNanos);
    alarms.add(alarm);
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

  /** A registered channel was closed. */
  void unregistered() {
    wires.decrementAndGet();
  }

  /** How many channels are registered. Any thread. */
  int load() {
    return wires.get();
  }

  /** Where reads put their bytes: good until the next read of any wire. On the loop. */
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  /** Ends the thread. Any thread. */
  void stop() {
    stopping = true;
    selector.wakeup();
  }

  private void run() {
    while (!stopping) {
      try {
        await();
      } catch (IOException e) {
        Loggers.getLogger(ChannelLoop.class).error("waiting for connections failed", e);
        break;
      }
      runTasks();
      runAlarms();
    }
    List.copyOf(selector.keys()).forEach(key -> safely(() -> guest(key).evicted()));
    ended = true;
    runTasks();
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
        selector.selectNow(ChannelLoop::ready);
      } else {
        selector.select(ChannelLoop::ready, untilNextAlarm());
      }
    } finally {
      sleeping = false;
    }
  }

  /** In milliseconds, 0 for no end, as the selector takes it. */
  private long untilNextAlarm() {
    Alarm next = alarms.peek();
    if (next == null) {
      return 0;
    }
    long nanos = next.dueNanos - System.nanoTime();
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  private static void ready(SelectionKey key) {
    if (key.isValid()) {
      safely(() -> guest(key).ready(key.readyOps()));
    }
  }

  private static Guest guest(SelectionKey key) {
    return (Guest) key.attachment();
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      safely(task);
    }
  }

  private void runAlarms() {
    long now = System.nanoTime();
    while (true) {
      Alarm next = alarms.peek();
      if (next == null || next.dueNanos - now > 0) {
        return;
      }
      alarms.remove();
      next.run();
    }
  }

  /** One that fails must not take the others along. */
  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Loggers.getLogger(ChannelLoop.class).error("a task of an event loop failed", e);
    }
  }

  /** Something that is due at some time. */
  private final class Alarm extends FutureTask<Void> implements Comparable<Alarm> {

    private final long dueNanos;

    Alarm(Runnable task, long dueNanos) {
      super(() -> safely(task), null);
      this.dueNanos = dueNanos;
    }

    @Override
    protected void done() {
      if (isCancelled()) {
        cancelled.incrementAndGet();
      }
    }

    @Override
    public int compareTo(Alarm other) {
      return Long.signum(dueNanos - other.dueNanos);
    }
  }

  /** Marked so that Reactor refuses to block here and BlockHound reports whoever does. */
  private static final class LoopThread extends Thread implements NonBlocking {

    LoopThread(Runnable task) {
      super(task, "fairlead-io-c" + THREADS.incrementAndGet());
      setDaemon(true);
    }
  }
}
