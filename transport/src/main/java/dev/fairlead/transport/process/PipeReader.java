package dev.fairlead.transport.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** Reads one output of a process: once, and only what is requested. */
final class PipeReader {

  private final InputStream stream;
  private final int chunkBytes;
  private final Scheduler scheduler;
  private final Supplier<@Nullable ProcessException> killError;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private volatile boolean cancelled;
  private volatile boolean closed;

  PipeReader(
      InputStream stream,
      int chunkBytes,
      Scheduler scheduler,
      Supplier<@Nullable ProcessException> killError) {
    this.stream = stream;
    this.chunkBytes = chunkBytes;
    this.scheduler = scheduler;
    this.killError = killError;
  }

  Flux<ByteBuffer> bytes() {
    return Flux.defer(
        () -> {
          if (!subscribed.compareAndSet(false, true)) {
            return Flux.error(
                new IllegalStateException("this output of a process has a subscriber already"));
          }
          return Flux.<ByteBuffer, byte[]>generate(() -> new byte[chunkBytes], this::readNext)
              .subscribeOn(scheduler)
              .doOnCancel(() -> cancelled = true);
        });
  }

  void close() {
    closed = true;
    JdkProcess.closeQuietly(stream);
  }

  private byte[] readNext(byte[] chunk, SynchronousSink<ByteBuffer> sink) {
    try {
      int length = stream.read(chunk);
      if (length >= 0) {
        sink.next(ByteBuffer.wrap(Arrays.copyOf(chunk, length)).asReadOnlyBuffer());
      } else {
        end(sink, null);
      }
    } catch (IOException e) {
      end(sink, e);
    }
    return chunk;
  }

  /** The end of a process that this side killed is not the end of its output. */
  private void end(SynchronousSink<ByteBuffer> sink, @Nullable IOException failure) {
    ProcessException killed = killError.get();
    if (cancelled) {
      sink.complete();
    } else if (killed != null) {
      sink.error(killed);
    } else if (closed) {
      sink.error(
          new ProcessException(
              ProcessException.Kind.CLOSED, "the owner of this process closed it", failure));
    } else if (failure != null) {
      sink.error(
          new ProcessException(
              ProcessException.Kind.CUT, "reading the output of a process failed", failure));
    } else {
      sink.complete();
    }
  }
}
