package dev.fairlead.tck.fake;

import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** What a virtual process writes: into its log, and to everybody who is attached. */
final class FakeOutput {

  private static final int PIPE_FRAMES = 16;

  private final @Nullable FakeLog log;
  private final Scheduler scheduler;
  private final List<FakePipe<OutputFrame>> readers = new ArrayList<>();
  private Sinks.@Nullable Empty<Void> frozen;
  private boolean ended;

  FakeOutput(@Nullable FakeLog log, Scheduler scheduler) {
    this.log = log;
    this.scheduler = scheduler;
  }

  /** Completes when everybody who is attached took it. */
  Mono<Void> write(StandardStream stream, ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return Mono.empty();
    }
    OutputFrame frame = OutputFrame.of(stream, bytes);
    return thawed()
        .thenMany(Flux.defer(() -> Flux.fromIterable(keep(frame))))
        .concatMap(reader -> reader.put(frame))
        .then();
  }

  /** Keeps output in the log, and tells who is to get it besides. */
  private synchronized List<FakePipe<OutputFrame>> keep(OutputFrame frame) {
    if (log != null) {
      log.append(
          frame.stream(),
          frame.bytes(),
          Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS)));
    }
    return List.copyOf(readers);
  }

  /** Registers somebody who reads from now on. */
  FakePipe<OutputFrame> reader(boolean history) {
    FakePipe<OutputFrame> reader = new FakePipe<>(PIPE_FRAMES);
    boolean late;
    synchronized (this) {
      if (history && log != null) {
        reader.prefill(log.history());
      }
      readers.add(reader);
      late = ended;
    }
    if (late) {
      reader.end();
    }
    return reader;
  }

  /** Writes no more to a reader, which may still read what it has. */
  synchronized void detach(FakePipe<OutputFrame> reader) {
    readers.remove(reader);
  }

  void forget(FakePipe<OutputFrame> reader) {
    detach(reader);
    reader.drop();
  }

  /** Nothing will be written any more. */
  void end() {
    List<FakePipe<OutputFrame>> waiting;
    synchronized (this) {
      ended = true;
      waiting = List.copyOf(readers);
    }
    waiting.forEach(FakePipe::end);
  }

  synchronized void freeze() {
    if (frozen == null) {
      frozen = Sinks.empty();
    }
  }

  void thaw() {
    Sinks.Empty<Void> waiting;
    synchronized (this) {
      waiting = frozen;
      frozen = null;
    }
    if (waiting != null) {
      waiting.tryEmitEmpty();
    }
  }

  /** Completes at once, or when it is not frozen any more. */
  Mono<Void> thawed() {
    return Mono.defer(
        () -> {
          synchronized (this) {
            return frozen == null ? Mono.empty() : frozen.asMono();
          }
        });
  }
}
