package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads for the work that has held up an event loop: as many as there are pieces of it, so that
 * none waits for another. A thread without work ends after some seconds.
 */
final class ApartThreads {

  private static final long IDLE_SECONDS = 3;

  /** As much as a Unix socket holds, mostly. */
  private static final int ROOM_BYTES = 256 << 10;

  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ApartThread::new);

  private ApartThreads() {}

  /** One that may block, with room for what is only passed on. */
  private static final class ApartThread extends Thread {

    private @Nullable ByteBuffer room;

    ApartThread(Runnable work) {
      super(work, "fairlead-apart-" + THREADS.incrementAndGet());
      setDaemon(true);
    }
  }

  /**
   * Where reads of this thread put what is only passed on, outside of the heap: good until it reads
   * again. Null if it is none of these threads.
   */
  static @Nullable ByteBuffer room() {
    if (!(Thread.currentThread() instanceof ApartThread here)) {
      return null;
    }
    ByteBuffer room = here.room;
    if (room == null) {
      room = ByteBuffer.allocateDirect(ROOM_BYTES);
      here.room = room;
    }
    return room.clear();
  }

  static void run(Runnable work) {
    POOL.execute(work);
  }
}
