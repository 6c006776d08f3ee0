package dev.fairlead.benchmarks.compare;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Measures this process. What was allocated is what collections found beyond what the one before
 * had left, so it is exact to a region of the heap or so.
 */
final class Meter {

  /** A notification of a collection comes within milliseconds, if one comes. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long allocated;
  private long afterLast;
  private long peakLive;
  private int seen;
  private long beginWall;
  private long beginCpu;
  private int idleThreads;

  Meter() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) ->
                  collected(
                      GarbageCollectionNotificationInfo.from(
                          (CompositeData) notification.getUserData())),
              notification ->
                  notification
                      .getType()
                      .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
              null);
    }
    idleThreads = ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private synchronized void collected(GarbageCollectionNotificationInfo info) {
    long before = heap(info.getGcInfo().getMemoryUsageBeforeGc());
    long after = heap(info.getGcInfo().getMemoryUsageAfterGc());
    allocated += Math.max(0, before - afterLast);
    afterLast = after;
    if (!info.getGcCause().equals("System.gc()")) {
      peakLive = Math.max(peakLive, after);
    }
    seen++;
    notifyAll();
  }

  private static long heap(Map<String, MemoryUsage> pools) {
    long all = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pools.get(pool.getName());
      if (pool.getType() == MemoryType.HEAP && usage != null) {
        all += usage.getUsed();
      }
    }
    return all;
  }

  /** Collects, and waits until that is known here: the bytes that are left. */
  synchronized long collect() throws InterruptedException {
    int before = seen;
    System.gc();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (seen == before && System.nanoTime() < deadline) {
      wait(100);
    }
    return afterLast;
  }

  void begin() throws InterruptedException {
    collect();
    synchronized (this) {
      allocated = 0;
      peakLive = 0;
    }
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    ManagementFactory.getThreadMXBean().resetPeakThreadCount();
    beginWall = System.nanoTime();
    beginCpu = system.getProcessCpuTime();
  }

  /** Ends a round in which so many units of work were done. */
  Sample end(double units) throws InterruptedException {
    double seconds = (System.nanoTime() - beginWall) / 1e9;
    double cpu = (system.getProcessCpuTime() - beginCpu) / 1e9;
    long peakHeap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount() - idleThreads;
    double resident = rss();
    collect();
    synchronized (this) {
      return Sample.empty()
          .put(Sample.RATE, units / seconds)
          .put(Sample.CPU, cpu / units)
          .put(Sample.ALLOCATED, allocated / units)
          .put(Sample.THREADS, threads)
          .put(Sample.PEAK_LIVE, peakLive / 1e6)
          .put(Sample.PEAK_HEAP, peakHeap / 1e6)
          .put(Sample.RSS, resident);
    }
  }

  private static double rss() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException notLinux) {
      return Double.NaN;
    }
  }
}
