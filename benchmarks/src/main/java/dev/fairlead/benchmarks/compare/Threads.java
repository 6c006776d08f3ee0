package dev.fairlead.benchmarks.compare;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** So many threads that make calls one after the other, for clients that block. */
final class Threads {

  /** Makes one call. */
  interface Work {
    void once() throws IOException, InterruptedException;
  }

  private Threads() {}

  static void run(int count, int atOnce, Latencies each, Work work)
      throws IOException, InterruptedException {
    AtomicInteger left = new AtomicInteger(count);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable loop =
        () -> {
          try {
            while (left.getAndDecrement() > 0) {
              long begin = System.nanoTime();
              work.once();
              each.add(System.nanoTime() - begin);
            }
          } catch (IOException | InterruptedException | RuntimeException e) {
            failure.set(e);
            left.set(0);
          }
        };
    if (atOnce == 1) {
      loop.run();
    } else {
      Thread[] threads = new Thread[atOnce];
      for (int i = 0; i < atOnce; i++) {
        threads[i] = new Thread(loop, "call-" + i);
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    if (failure.get() != null) {
      throw new IOException("a call failed", failure.get());
    }
  }
}
