package dev.fairlead.testing;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import reactor.blockhound.BlockHound;

/**
 * Prepares the JVM before the first test of a module is even looked for: installs BlockHound, so
 * that no thread is started unwatched, and prints the seed that orders the tests.
 *
 * <p>JUnit finds it by {@code ServiceLoader}. The JVM needs {@code
 * -XX:+AllowRedefinitionToAddDeleteMethods}, which the build passes.
 */
public final class TestRun implements LauncherSessionListener {

  /** Read by JUnit itself, and repeated here for whoever has to repeat a failure. */
  private static final String SEED = "junit.jupiter.execution.order.random.seed";

  private static final AtomicBoolean PREPARED = new AtomicBoolean();

  /** Made by JUnit. */
  public TestRun() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (PREPARED.compareAndSet(false, true)) {
      BlockHound.install();
      String seed = System.getProperty(SEED);
      if (seed != null) {
        System.out.println("Test order by -Dtest.seed=" + seed);
      }
    }
  }
}
