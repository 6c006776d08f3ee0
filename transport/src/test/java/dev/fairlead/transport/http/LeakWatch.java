package dev.fairlead.transport.http;

import io.netty.util.LeakPresenceDetector;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test after which a Netty buffer has not been given back.
 *
 * <p>Counts buffers rather than waiting for the garbage collector to find lost ones, so it misses
 * none. It has to be told to Netty before Netty's first buffer, hence the session listener.
 */
public final class LeakWatch implements LauncherSessionListener, AfterEachCallback {

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    System.setProperty("io.netty.customResourceLeakDetector", LeakPresenceDetector.class.getName());
    System.setProperty("io.netty.util.LeakPresenceDetector.trackCreationStack", "true");
  }

  /** Checks once, since checking forgets, and only when nothing can be on its way any more. */
  @Override
  public void afterEach(ExtensionContext context) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("fairlead-io-"))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("event loops still run after every transport was closed");
      }
      LockSupport.parkNanos(1_000_000);
    }
    LeakPresenceDetector.check();
  }
}
