package dev.fairlead.transport.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for the work that has held up an event loop: as many as there are pieces of it, so that
 * none waits for another. A thread without work ends after some seconds.
 */
final class ApartThreads {

  private static final long IDLE_SECONDS = 3;
  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ApartThreads::thread);

  private ApartThreads() {}

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "fairlead-apart-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  static void run(Runnable work) {
    POOL.execute(work);
  }
}
