package dev.fairlead.app;

import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The standard streams of this process, as a container's own: bytes in, bytes out, each read and
 * written only as fast as the other side goes. Its threads do nothing but wait for the streams.
 */
final class ProcessIo {

  private static final int CHUNK = 32 * 1024;
  private static final int AHEAD = 16;

  /** As much as one read of a log brings, and as a pipe holds. */
  private static final int WRITTEN = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;

  /** What is being written, as streams take arrays only. Touched by the one writer. */
  private final byte[] piece = new byte[WRITTEN];

  private final Scheduler reader =
      Schedulers.newBoundedElastic(1, 1024, "fairlead-stdin", 60, true);
  private final Scheduler writer =
      Schedulers.newBoundedElastic(1, 1024, "fairlead-stdout", 60, true);

  ProcessIo(InputStream in, OutputStream out, OutputStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Standard input until its end; a chunk is read for each demand, and never before. */
  Flux<ByteBuffer> input() {
    return Flux.<ByteBuffer>generate(this::read).subscribeOn(reader);
  }

  /**
   * Writes frames to the stream that they came from.
   *
   * @return completes when all is written and flushed; a closed pipe is {@link
   *     ClosedPipeException}, other failures are {@link java.io.UncheckedIOException}
   */
  Mono<Void> print(Flux<OutputFrame> frames) {
    return frames
        .publishOn(writer, AHEAD)
        .doOnNext(this::write)
        .then(Mono.<Void>fromRunnable(this::flush).subscribeOn(writer));
  }

  private void read(SynchronousSink<ByteBuffer> sink) {
    byte[] chunk = new byte[CHUNK];
    try {
      int length = in.read(chunk);
      if (length < 0) {
        sink.complete();
      } else {
        sink.next(ByteBuffer.wrap(chunk, 0, length));
      }
    } catch (IOException e) {
      sink.error(new UncheckedIOException("standard input could not be read", e));
    }
  }

  private void write(OutputFrame frame) {
    boolean standard = frame.stream() == StandardStream.STDOUT;
    OutputStream target = standard ? out : err;
    ByteBuffer bytes = frame.bytes();
    try {
      while (bytes.hasRemaining()) {
        int length = Math.min(bytes.remaining(), piece.length);
        bytes.get(piece, 0, length);
        target.write(piece, 0, length);
      }
      target.flush();
    } catch (IOException e) {
      throw WriteFailure.of(standard ? 1 : 2, e);
    }
  }

  private void flush() {
    try {
      out.flush();
      err.flush();
    } catch (IOException e) {
      throw WriteFailure.of(1, e);
    }
  }
}
