package dev.fairlead.transport.process;

import org.jspecify.annotations.Nullable;

/**
 * A start that may be cancelled while it is under way. Whichever comes last, the cancelling or the
 * process, sees the other and ends the process. Once the process has been emitted, it is its
 * receiver's, and there is no cancelling any more: Reactor's sinks see to that.
 */
final class PendingStart {

  private @Nullable JdkProcess process;
  private boolean cancelled;

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Nobody wants the process any more. */
  void cancel() {
    JdkProcess unwanted;
    synchronized (this) {
      cancelled = true;
      unwanted = process;
    }
    if (unwanted != null) {
      unwanted.abandon();
    }
  }

  /** The process runs, and is about to be emitted. */
  void started(JdkProcess running) {
    boolean unwanted;
    synchronized (this) {
      process = running;
      unwanted = cancelled;
    }
    if (unwanted) {
      running.abandon();
    }
  }
}
