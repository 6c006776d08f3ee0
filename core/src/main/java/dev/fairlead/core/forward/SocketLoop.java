package dev.fairlead.core.forward;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.NonBlocking;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The one thread of a forwarded port, which waits for all its sockets at once. Channels that
 * complete by themselves ({@code AsynchronousSocketChannel}) would need none, and cannot be reset.
 */
final class SocketLoop {

  private static final Logger LOG = Loggers.getLogger(SocketLoop.class);

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private volatile boolean closed;

  private SocketLoop(Selector selector) {
    this.selector = selector;
  }

  /**
   * Does something once, when its value is first asked for: a sink is told of each further request
   * too, and what were done for that would be lost.
   */
  static <T> Mono<T> onDemand(Consumer<MonoSink<T>> act) {
    return Mono.create(
        sink -> {
          AtomicBoolean asked = new AtomicBoolean();
          sink.onRequest(
              n -> {
                if (asked.compareAndSet(false, true)) {
                  act.accept(sink);
                }
              });
        });
  }

  /** Starts the thread. */
  static SocketLoop start() throws IOException {
    SocketLoop loop = new SocketLoop(Selector.open());
    new LoopThread(loop::run).start();
    return loop;
  }

  /** Nothing on it may block, and Reactor is told so. */
  private static final class LoopThread extends Thread implements NonBlocking {
    LoopThread(Runnable work) {
      super(work, "fairlead-forward");
      setDaemon(true);
    }
  }

  /**
   * Waits once until a channel is ready for something.
   *
   * @param channel in non-blocking mode
   * @param operation of {@link SelectionKey}
   * @param ready called on the loop, also when the channel was closed before
   */
  void when(SelectableChannel channel, int operation, Runnable ready) {
    later(
        () -> {
          try {
            SelectionKey key = channel.keyFor(selector);
            SelectionKey known = key == null ? channel.register(selector, 0, new Waits()) : key;
            ((Waits) known.attachment()).byOperation.put(operation, ready);
            known.interestOpsOr(operation);
          } catch (ClosedChannelException | CancelledKeyException gone) {
            ready.run();
          }
        });
  }

  /** Does something on the loop; a channel that was closed is let go of by that. */
  void later(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Ends the thread. The channels are closed by whoever has them. */
  Mono<Void> close() {
    return Mono.defer(
        () -> {
          closed = true;
          selector.wakeup();
          return ended.asMono();
        });
  }

  /** What is waited for on one channel. */
  private static final class Waits {
    private final Map<Integer, Runnable> byOperation = new HashMap<>();
  }

  private void run() {
    try (selector) {
      while (!closed) {
        selector.select(this::ready);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          safely(task);
        }
      }
    } catch (IOException e) {
      LOG.error("Ports are not forwarded any more", e);
    } finally {
      ended.tryEmitEmpty();
    }
  }

  private void ready(SelectionKey key) {
    Waits waits = (Waits) key.attachment();
    int operations;
    try {
      operations = key.readyOps() & key.interestOps();
      key.interestOpsAnd(~operations);
    } catch (CancelledKeyException gone) {
      return;
    }
    for (int operation = 1; operation <= operations; operation <<= 1) {
      Runnable ready = (operations & operation) == 0 ? null : waits.byOperation.remove(operation);
      if (ready != null) {
        safely(ready);
      }
    }
  }

  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A forwarded connection failed in a way that nobody expected", e);
    }
  }
}
