package dev.fairlead.tck.fake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Standard input as a shell reads it: a line, then another, or all the rest. */
final class FakeLines {

  private final FakePipe<ByteBuffer> input;
  private final Queue<ByteBuffer> unread = new ArrayDeque<>();

  private enum Found {
    LINE,
    PART,
    END
  }

  FakeLines(FakePipe<ByteBuffer> input) {
    this.input = input;
  }

  /** The next line without its newline; empty at the end of the input. */
  Mono<String> next() {
    StringBuilder line = new StringBuilder();
    return Mono.defer(
            () -> unread.isEmpty() ? input.take() : Mono.just(Optional.of(unread.remove())))
        .map(chunk -> chunk.isEmpty() ? Found.END : collect(chunk.get(), line))
        .repeat()
        .filter(found -> found != Found.PART)
        .next()
        .filter(found -> found == Found.LINE || line.length() > 0)
        .map(found -> line.toString());
  }

  private Found collect(ByteBuffer chunk, StringBuilder line) {
    ByteBuffer rest = chunk.duplicate();
    while (rest.hasRemaining()) {
      byte next = rest.get();
      if (next == '\n') {
        if (rest.hasRemaining()) {
          unread.add(rest);
        }
        return Found.LINE;
      }
      line.append(StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(new byte[] {next})));
    }
    return Found.PART;
  }

  /** All that was not read yet. */
  Flux<ByteBuffer> rest() {
    return Flux.defer(() -> Flux.fromIterable(unread))
        .concatWith(input.take().repeat().takeWhile(Optional::isPresent).map(Optional::get));
  }
}
