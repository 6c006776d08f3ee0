package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Kept connections, the last used first.
 *
 * <p>Each goes on reading while it is kept, so that a server that goes away is noticed at once, and
 * is closed after a time without use.
 */
final class IdleWires {

  private final int most;
  private final Duration timeout;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<Wire> watched = ConcurrentHashMap.newKeySet();
  private boolean closed;

  IdleWires(int most, Duration timeout) {
    this.most = most;
    this.timeout = timeout;
  }

  /** Keeps a wire. Called on its event loop. */
  void put(Wire wire) {
    Idle entry = new Idle(wire);
    wire.owner(entry);
    watch(wire);
    wire.read();
    wire.changeHands();
    boolean kept;
    synchronized (idle) {
      kept = !closed && idle.size() < most;
      if (kept) {
        idle.push(entry);
      }
    }
    if (!kept) {
      wire.close();
    } else if (!wire.isOpen()) {
      entry.drop();
    }
  }

  /** Takes a wire that is open as far as is known, or null if there is none. Any thread. */
  @Nullable Wire take() {
    while (true) {
      Idle entry;
      synchronized (idle) {
        entry = idle.poll();
      }
      if (entry == null) {
        return null;
      }
      if (entry.wire.isOpen()) {
        return entry.wire;
      }
      entry.wire.close();
    }
  }

  /**
   * Ends the wire once it was idle for long enough. One timer for each wire, whoever takes it and
   * gives it back meanwhile: setting one for each time would cost more than a short call.
   */
  private void watch(Wire wire) {
    if (watched.add(wire)) {
      wire.whenClosed(() -> watched.remove(wire));
      checkLater(wire, timeout.toNanos());
    }
  }

  private void checkLater(Wire wire, long nanos) {
    Future<?> unused = wire.schedule(() -> check(wire), nanos);
  }

  private void check(Wire wire) {
    if (!wire.isOpen()) {
      return;
    }
    Idle entry = find(wire);
    long left = entry == null ? timeout.toNanos() : entry.leftNanos();
    if (entry == null || left > 0) {
      checkLater(wire, left);
    } else {
      entry.drop();
    }
  }

  private @Nullable Idle find(Wire wire) {
    synchronized (idle) {
      for (Idle entry : idle) {
        if (entry.wire == wire) {
          return entry;
        }
      }
      return null;
    }
  }

  /** Keeps no more. What is kept is closed with the transport, which knows all wires. */
  void close() {
    synchronized (idle) {
      closed = true;
      idle.clear();
    }
  }

  private final class Idle implements WireListener {

    private final Wire wire;
    private final long since = System.nanoTime();

    Idle(Wire wire) {
      this.wire = wire;
    }

    long leftNanos() {
      return timeout.toNanos() - (System.nanoTime() - since);
    }

    /** Closes the wire, unless somebody has taken it meanwhile. */
    void drop() {
      boolean mine;
      synchronized (idle) {
        mine = idle.remove(this);
      }
      if (mine) {
        wire.close();
      }
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      // Nobody asked for anything: whatever this is, it must not become the answer to a request.
      wire.close();
      drop();
    }

    @Override
    public void onEnd() {
      drop();
    }

    @Override
    public void onFailure(Throwable cause) {
      drop();
    }
  }
}
