package dev.fairlead.core;

import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads output to its end and keeps the beginning of each stream. For one subscription. */
final class OutputCollector {

  private final Kept stdout;
  private final Kept stderr;

  OutputCollector(int keptBytes) {
    this.stdout = new Kept(keptBytes);
    this.stderr = new Kept(keptBytes);
  }

  /** Completes at the end of the output. */
  Mono<OutputCollector> drain(Flux<OutputFrame> output) {
    return output
        .doOnNext(
            frame -> (frame.stream() == StandardStream.STDOUT ? stdout : stderr).add(frame.bytes()))
        .then(Mono.just(this));
  }

  CapturedOutput stdout() {
    return stdout.captured();
  }

  CapturedOutput stderr() {
    return stderr.captured();
  }

  private static final class Kept {

    private final int limit;
    private byte[] bytes = new byte[0];
    private int size;
    private long total;

    Kept(int limit) {
      this.limit = limit;
    }

    void add(ByteBuffer more) {
      total += more.remaining();
      int taken = Math.min(more.remaining(), limit - size);
      if (taken > bytes.length - size) {
        int wanted = Math.max(size + taken, (int) Math.min(limit, bytes.length * 2L));
        bytes = Arrays.copyOf(bytes, wanted);
      }
      more.get(bytes, size, taken);
      size += taken;
    }

    CapturedOutput captured() {
      return new CapturedOutput(ByteBuffer.wrap(bytes, 0, size), total);
    }
  }
}
