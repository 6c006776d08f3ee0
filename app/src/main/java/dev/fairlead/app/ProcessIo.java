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

  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
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
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    try {
      target.write(copy);
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
