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
import reactor.util.context.Context;

/** A connected socket of the JDK, without any library: small, and there at once. */
final class ChannelWire implements Wire, ChannelLoop.Guest {

  private final ChannelLoop loop;
  private final SocketChannel channel;
  private final HttpAddress address;
  private final ChannelOutput output;
  private final SelectionKey key;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean disconnected = new AtomicBoolean();
  private final WireWork work;
  private final WireClock clock = new WireClock(this);

  // Touched by the strand only, as all that is done here is done on it.
  private boolean reading;
  private int watched;
  private boolean ended;
  private boolean gone;

  /** Whose reads go on as long as anything comes, so that the loop has nothing to watch for. */
  private @Nullable Strand serving;

  private volatile boolean closedHere;
  private volatile boolean used;

  /** Takes over a channel that is connected, and the key that it is registered by. */
  ChannelWire(
      ChannelLoop loop,
      Strand strand,
      SocketChannel channel,
      SelectionKey key,
      HttpAddress address) {
    this.loop = loop;
    this.work = new WireWork(loop, strand);
    this.key = key;
    this.channel = channel;
    this.address = address;
    this.output = new ChannelOutput(channel, this::interest, () -> work.listener().onWritable());
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
    work.execute(task);
  }

  @Override
  public void executeHere(Runnable task) {
    work.strand().executeHere(task);
  }

  @Override
  public void goApart(Runnable first) {
    work.goApart(
        () -> {
          if (closedHere) {
            disconnect();
          }
          first.run();
        });
  }

  @Override
  public Future<?> schedule(Runnable task, long delayNanos) {
    return work.schedule(task, delayNanos);
  }

  @Override
  public WireClock clock() {
    return clock;
  }

  @Override
  public void owner(WireListener next) {
    work.owner(next);
  }

  @Override
  public void read() {
    reading = true;
    if (serving != work.strand()) {
      interest();
    }
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
  public Upload send(RequestBody.File file, WireWriter.Progress progress, Context context) {
    FileSending sending = new FileSending(file, channel, this, progress);
    ApartThreads.run(sending);
    return sending;
  }

  @Override
  public void shutdownOutput(Runnable done) {
    output.end(done);
  }

  @Override
  public void close() {
    closedHere = true;
    Strand strand = work.strand();
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

  /** Has the loop tell of what is waited for, unless it does so already. */
  private void interest() {
    int operations =
        (reading ? SelectionKey.OP_READ : 0) | (output.waits() ? SelectionKey.OP_WRITE : 0);
    if (operations != watched) {
      watched = operations;
      loop.watch(key, operations);
    }
  }

  @Override
  public void changeHands() {
    work.changeHands();
  }

  @Override
  public @Nullable String workOf(Thread thread) {
    return work.workOf(thread);
  }

  @Override
  public void goApart(Thread thread) {
    work.goApart(thread);
    if (closedHere && work.strand().isApart()) {
      disconnect();
    }
  }

  @Override
  public void ready(int operations) {
    Strand current = work.strand();
    if (current.tryEnter()) {
      try {
        serve(operations);
      } finally {
        current.leave();
      }
    } else {
      // The loop is not to be told again and again meanwhile.
      loop.watch(key, 0);
      current.later(
          () -> {
            // If it has changed hands meanwhile, whoever has it now has said what he waits for.
            if (work.strand() == current) {
              watched = 0;
              serve(operations);
            }
          });
    }
  }

  private void serve(int operations) {
    Strand mine = work.strand();
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      output.flush();
    }
    if ((operations & SelectionKey.OP_READ) != 0 && reading) {
      if (mine.isApart()) {
        receiveAll(mine);
      } else {
        receive(mine);
      }
    }
    if (work.strand() == mine) {
      interest();
    }
  }

  /** Off the loop nobody waits for this thread, and each way back to it would be a detour. */
  private void receiveAll(Strand mine) {
    serving = mine;
    try (Lull lull = new Lull(channel)) {
      boolean more = true;
      while (more && work.strand() == mine && reading && mine.isAllThereIs()) {
        more = receive(mine) || (work.listener().passesOn() && lull.ends());
      }
    } finally {
      serving = null;
    }
  }

  @Override
  public void evicted() {
    close();
  }

  /** Whether something came. */
  private boolean receive(Strand mine) {
    if (!channel.isOpen()) {
      return false;
    }
    ByteBuffer bytes = readBuffer();
    int count;
    try {
      count = channel.read(bytes);
    } catch (IOException e) {
      reading = false;
      if (!closedHere) {
        fail(e);
      }
      closeNow();
      return false;
    }
    if (count == 0) {
      return false;
    }
    reading = false;
    if (count < 0) {
      closeNow();
      return false;
    }
    try {
      work.listener().onBytes(bytes.flip());
    } catch (RuntimeException e) {
      if (work.strand() == mine) {
        fail(e);
        closeNow();
      }
    }
    return true;
  }

  private ByteBuffer readBuffer() {
    ByteBuffer room = work.listener().passesOn() ? ApartThreads.room() : null;
    return room == null ? ChannelLoop.readBuffer() : room;
  }

  private void closeNow() {
    disconnect();
    if (!gone) {
      gone = true;
      output.fail(new ClosedChannelException());
      // Whoever closed is still at work, and is not to be called in the middle of it.
      work.strand().later(this::tellEnd);
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
      work.listener().onEnd();
    }
  }

  private void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      work.listener().onFailure(cause);
    }
  }
}
