package dev.fairlead.transport.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Processes that no signal of a terminal reaches, so that they would outlive a virtual machine that
 * such a signal ends. They are killed when it shuts down.
 */
final class EndedTogether {

  private final Set<JdkProcess> alive = ConcurrentHashMap.newKeySet();
  private final Thread hook =
      new Thread(() -> alive.forEach(JdkProcess::end), "fairlead-process-end");
  private boolean hooked;

  /** Ends with this process, unless it has ended before. */
  void add(JdkProcess process) {
    hook();
    alive.add(process);
    process.onEnd(() -> alive.remove(process));
  }

  private synchronized void hook() {
    if (!hooked) {
      hooked = true;
      try {
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        // Then whoever started a process now has to see to its end.
        return;
      }
    }
  }

  /** Does not end the processes. */
  synchronized void close() {
    if (hooked) {
      hooked = false;
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        // The hook is at work.
        return;
      }
    }
  }
}
