package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The standard streams of a program as a connection; the program ends with it. Its callbacks are
 * brought onto an event loop, as a socket's are, so that nobody above sees a difference.
 */
final class ProcessWire implements Wire {

  private static final int WRITE_LOW_BYTES = 64 << 10;
  private static final int WRITE_HIGH_BYTES = 256 << 10;
  private static final int COMPLAINT_CHARACTERS = 4096;

  /** How long the code and the complaints of a program may stay behind its output's end. */
  private static final Duration AFTERMATH = Duration.ofSeconds(2);

  private final WireWork work;
  private final HttpAddress address;
  private final RunningProcess process;
  private final Reader reader = new Reader();
  private final Complaint complaint = new Complaint();
  private final Sinks.Empty<Void> complained = Sinks.empty();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final WireClock clock = new WireClock(this);
  private final Queue<Outgoing> outgoing = new ArrayDeque<>();
  private boolean writing;
  private boolean reading;
  private boolean heard;
  private boolean ended;
  private int unwritten;
  private volatile boolean outputEnded;
  private volatile boolean used;

  /** What is written next: bytes, or the end. */
  private record Outgoing(List<ByteBuffer> bytes, int length, Consumer<@Nullable Throwable> done) {}

  ProcessWire(ChannelLoop loop, HttpAddress address, RunningProcess process) {
    this.work = new WireWork(loop, new Strand(loop));
    this.address = address;
    this.process = process;
    loop.join(work);
    whenClosed(() -> loop.leave(work));
  }

  /** Begins to listen; nothing of the output is read before it is asked for. */
  ProcessWire open() {
    follow(
        process.stderr(),
        bytes -> complaint.add(StandardCharsets.UTF_8.decode(bytes.duplicate())),
        ended -> complained.tryEmitEmpty());
    Publisher<ByteBuffer> stdout = process.stdout();
    stdout.subscribe(reader);
    return this;
  }

  /**
   * Goes along with a publisher to its end. A connection lives on its own, as a socket does: there
   * is nobody further out whose subscription this could be.
   */
  private static <T> void follow(
      Publisher<T> source, Consumer<? super T> next, Consumer<@Nullable Throwable> ended) {
    source.subscribe(
        new BaseSubscriber<>() {
          @Override
          protected void hookOnNext(T value) {
            next.accept(value);
          }

          @Override
          protected void hookOnComplete() {
            ended.accept(null);
          }

          @Override
          protected void hookOnError(Throwable failure) {
            ended.accept(failure);
          }
        });
  }

  /** The beginning of what the program writes to standard error. */
  private static final class Complaint {

    private final StringBuilder text = new StringBuilder();

    synchronized void add(CharSequence more) {
      int room = COMPLAINT_CHARACTERS - text.length();
      text.append(more, 0, Math.min(room, more.length()));
    }

    @Override
    public synchronized String toString() {
      return text.toString();
    }
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
    return !closing.get() && !outputEnded;
  }

  @Override
  public void execute(Runnable task) {
    work.execute(task);
  }

  @Override
  public void goApart(Runnable first) {
    work.goApart(first);
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
  public void changeHands() {
    work.changeHands();
  }

  @Override
  public void read() {
    if (!reading && !ended) {
      reading = true;
      reader.request(1);
    }
  }

  /** What the program writes, one buffer for each time that it was asked for. */
  private final class Reader extends BaseSubscriber<ByteBuffer> {

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is requested yet.
    }

    @Override
    protected void hookOnNext(ByteBuffer bytes) {
      execute(() -> received(bytes));
    }

    @Override
    protected void hookOnComplete() {
      outputEnded = true;
      finish(null);
    }

    @Override
    protected void hookOnError(Throwable failure) {
      outputEnded = true;
      finish(failure);
    }
  }

  private void received(ByteBuffer bytes) {
    reading = false;
    heard = true;
    if (ended) {
      return;
    }
    try {
      work.listener().onBytes(bytes);
    } catch (RuntimeException e) {
      fail(e);
      close();
    }
  }

  /** The output has ended; the rest of the program tells what that means. */
  private void finish(@Nullable Throwable failure) {
    Mono<Optional<Integer>> code = process.exit().map(Optional::of).onErrorReturn(Optional.empty());
    Mono<Optional<Integer>> both =
        Mono.zip(code, complained.asMono().thenReturn(true).timeout(AFTERMATH, Mono.just(false)))
            .map(known -> known.getT1())
            .timeout(AFTERMATH.multipliedBy(2), Mono.just(Optional.empty()));
    follow(both, known -> execute(() -> finished(failure, known.orElse(null))), ended -> {});
  }

  private void finished(@Nullable Throwable failure, @Nullable Integer code) {
    if (closing.get()) {
      fail(new TransportException(Kind.CLOSED, "the connection was closed by this side", null));
    } else if (failure instanceof ProcessException broken) {
      fail(SshErrors.of(broken));
    } else if (failure != null || code == null || code != 0) {
      fail(SshErrors.of(code, complaint.toString(), heard));
    } else if (!ended) {
      ended = true;
      work.listener().onEnd();
    }
    close();
  }

  private void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      work.listener().onFailure(cause);
    }
  }

  @Override
  public boolean isWritable() {
    return unwritten < WRITE_HIGH_BYTES;
  }

  @Override
  public void write(Consumer<@Nullable Throwable> done, ByteBuffer... buffers) {
    int length = 0;
    for (ByteBuffer buffer : buffers) {
      length += buffer.remaining();
    }
    unwritten += length;
    outgoing.add(new Outgoing(List.of(buffers), length, done));
    writeNext();
  }

  @Override
  public void shutdownOutput(Runnable done) {
    outgoing.add(new Outgoing(List.of(), 0, ignored -> done.run()));
    writeNext();
  }

  private void writeNext() {
    Outgoing next = writing ? null : outgoing.poll();
    if (next == null) {
      return;
    }
    writing = true;
    Mono<Void> work =
        next.bytes().isEmpty()
            ? process.closeInput()
            : process.write(Flux.fromIterable(next.bytes()));
    follow(work, nothing -> {}, failure -> execute(() -> written(next, failure)));
  }

  private void written(Outgoing what, @Nullable Throwable failure) {
    writing = false;
    boolean full = !isWritable();
    unwritten -= what.length();
    what.done().accept(failure);
    if (full || unwritten < WRITE_LOW_BYTES) {
      work.listener().onWritable();
    }
    writeNext();
  }

  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      follow(process.close(), nothing -> {}, failure -> closed.tryEmitEmpty());
    }
  }

  @Override
  public Mono<Void> onClose() {
    return closed.asMono();
  }

  @Override
  public void whenClosed(Runnable task) {
    follow(closed.asMono(), nothing -> {}, failure -> task.run());
  }
}
