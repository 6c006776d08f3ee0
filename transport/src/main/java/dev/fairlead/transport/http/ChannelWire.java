package dev.fairlead.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A connected socket of the JDK, without any library: small, and there at once. */
final class ChannelWire implements Wire, ChannelLoop.Guest {

  private final ChannelLoop loop;
  private final SocketChannel channel;
  private final HttpAddress address;
  private final ChannelOutput output;
  private final SelectionKey key;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean disconnected = new AtomicBoolean();

  // Touched by the strand only, as all that is done here is done on it.
  private WireListener listener = Unowned.INSTANCE;
  private WireListener last = Unowned.INSTANCE;
  private boolean reading;
  private boolean ended;
  private boolean gone;

  private volatile Strand strand;
  private volatile @Nullable Former former;
  private volatile boolean closedHere;
  private volatile boolean used;

  /** What goes on for the last owner, and what it was for. */
  private record Former(Strand strand, String what) {}

  /** Takes over a channel that is connected, and the key that it is registered by. */
  ChannelWire(
      ChannelLoop loop,
      Strand strand,
      SocketChannel channel,
      SelectionKey key,
      HttpAddress address) {
    this.loop = loop;
    this.strand = strand;
    this.key = key;
    this.channel = channel;
    this.address = address;
    this.output = new ChannelOutput(channel, this::interest, () -> listener.onWritable());
  }

  @Override
  public HttpAddress address() {
    return address;
  }

  @Override
  public boolean used() {
    return used;
  }

  @Override
  public void markUsed() {
    used = true;
  }

  @Override
  public boolean isOpen() {
    return !closedHere && channel.isOpen();
  }

  @Override
  public void execute(Runnable task) {
    strand.execute(task);
  }

  @Override
  public Future<?> schedule(Runnable task, long delayNanos) {
    return loop.schedule(() -> strand.execute(task), delayNanos);
  }

  @Override
  public void owner(WireListener next) {
    last = listener;
    listener = next;
  }

  @Override
  public void read() {
    reading = true;
    interest();
  }

  @Override
  public boolean isWritable() {
    return output.isWritable();
  }

  @Override
  public void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers) {
    output.write(done, buffers);
  }

  @Override
  public void shutdownOutput(Runnable done) {
    output.end(done);
  }

  @Override
  public void close() {
    closedHere = true;
    if (strand.isApart()) {
      disconnect();
    }
    strand.execute(this::closeNow);
  }

  @Override
  public Mono<Void> onClose() {
    return Mono.fromFuture(closed, true);
  }

  @Override
  public void whenClosed(Runnable task) {
    CompletableFuture<Void> unused = closed.thenRun(task);
  }

  /** Has the loop tell of what is waited for. */
  private void interest() {
    loop.watch(
        key, (reading ? SelectionKey.OP_READ : 0) | (output.waits() ? SelectionKey.OP_WRITE : 0));
  }

  @Override
  public void changeHands() {
    former = new Former(strand, last.what());
    last = Unowned.INSTANCE;
    strand = new Strand(loop);
  }

  @Override
  public @Nullable String workOf(Thread thread) {
    if (strand.isWorkOf(thread)) {
      return listener.what();
    }
    Former before = former;
    return before != null && before.strand().isWorkOf(thread) ? before.what() : null;
  }

  @Override
  public void goApart(Thread thread) {
    if (strand.isWorkOf(thread)) {
      strand.goApart();
      if (closedHere) {
        disconnect();
      }
    }
  }

  @Override
  public void ready(int operations) {
    Strand current = strand;
    if (current.tryEnter()) {
      try {
        serve(operations);
      } finally {
        current.leave();
      }
    } else {
      // The loop is not to be told again and again meanwhile.
      loop.watch(key, 0);
      current.later(() -> serve(operations));
    }
  }

  private void serve(int operations) {
    Strand mine = strand;
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      output.flush();
    }
    if ((operations & SelectionKey.OP_READ) != 0 && reading && channel.isOpen()) {
      receive(mine);
    }
    if (strand == mine) {
      interest();
    }
  }

  @Override
  public void evicted() {
    close();
  }

  private void receive(Strand mine) {
    ByteBuffer bytes = ChannelLoop.readBuffer();
    int count;
    try {
      count = channel.read(bytes);
    } catch (IOException e) {
      reading = false;
      fail(e);
      closeNow();
      return;
    }
    if (count == 0) {
      return;
    }
    reading = false;
    if (count < 0) {
      closeNow();
      return;
    }
    try {
      listener.onBytes(bytes.flip());
    } catch (RuntimeException e) {
      if (strand == mine) {
        fail(e);
        closeNow();
      }
    }
  }

  private void closeNow() {
    disconnect();
    if (!gone) {
      gone = true;
      output.fail(new ClosedChannelException());
      // Whoever closed is still at work, and is not to be called in the middle of it.
      strand.later(this::tellEnd);
    }
  }

  /** Any thread: whoever closes does not wait for a subscriber that may never come back. */
  private void disconnect() {
    if (disconnected.compareAndSet(false, true)) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is closed all the same, and nobody could do more.
      }
      loop.unregistered();
      closed.complete(null);
    }
  }

  private void tellEnd() {
    if (closedHere) {
      fail(
          new TransportException(
              TransportException.Kind.CLOSED, "the connection was closed by this side", null));
    } else if (!ended) {
      ended = true;
      listener.onEnd();
    }
  }

  private void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      listener.onFailure(cause);
    }
  }
}
