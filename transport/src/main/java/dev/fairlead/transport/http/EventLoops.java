package dev.fairlead.transport.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/**
 * The threads that all connections of the process share: as many as cores, at least two.
 *
 * <p>They start with the first transport and end with the last one. They are daemon threads; still
 * a JVM that exits while one of them waits in a system call loses 0.3 s, so transports are worth
 * closing before exit.
 */
final class EventLoops {

  private static final Object LOCK = new Object();
  private static final AtomicInteger THREADS = new AtomicInteger();
  private static @Nullable EventLoopGroup shared;
  private static int users;

  private EventLoops() {}

  /** One user's right to the threads. */
  static final class Lease {

    private final EventLoopGroup group;
    private final AtomicBoolean released = new AtomicBoolean();

    private Lease(EventLoopGroup group) {
      this.group = group;
    }

    EventLoopGroup group() {
      return group;
    }

    /** Gives the right back; the threads end with the last one. Idempotent. */
    void release() {
      if (released.compareAndSet(false, true)) {
        EventLoops.release();
      }
    }
  }

  static Lease acquire() {
    synchronized (LOCK) {
      EventLoopGroup group = shared;
      if (group == null) {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        group =
            new MultiThreadIoEventLoopGroup(threads, LoopThread::new, NioIoHandler.newFactory());
        shared = group;
      }
      users++;
      return new Lease(group);
    }
  }

  private static void release() {
    EventLoopGroup last = null;
    synchronized (LOCK) {
      if (--users == 0) {
        last = shared;
        shared = null;
      }
    }
    if (last != null) {
      Future<?> unused = last.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** Marked so that Reactor refuses to block here and BlockHound reports whoever does. */
  private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {

    LoopThread(Runnable task) {
      super(task, "fairlead-io-" + THREADS.incrementAndGet());
      setDaemon(true);
    }
  }
}
