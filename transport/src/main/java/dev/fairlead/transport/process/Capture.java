package dev.fairlead.transport.process;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Collects the output of a short command, up to a limit. */
final class Capture {

  private Capture() {}

  static Mono<ByteBuffer> all(Flux<ByteBuffer> output, String program, int maxBytes) {
    return output
        .collect(ByteArrayOutputStream::new, (kept, next) -> add(kept, next, program, maxBytes))
        .map(kept -> ByteBuffer.wrap(kept.toByteArray()));
  }

  private static void add(
      ByteArrayOutputStream kept, ByteBuffer next, String program, int maxBytes) {
    if (next.remaining() > maxBytes - kept.size()) {
      throw new ProcessException(
          ProcessException.Kind.TOO_LARGE,
          program + " wrote more than the " + maxBytes + " bytes that were expected",
          null);
    }
    byte[] bytes = new byte[next.remaining()];
    next.duplicate().get(bytes);
    kept.writeBytes(bytes);
  }
}
