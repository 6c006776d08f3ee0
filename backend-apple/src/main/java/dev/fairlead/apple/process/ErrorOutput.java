package dev.fairlead.apple.process;

import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Standard error of a process that is attached to something inside: what that writes, and at last
 * perhaps the words of the program itself. Those are looked at where an exit code can mean either;
 * what is read for that is kept for the reader.
 */
final class ErrorOutput {

  private static final int TAIL_CHARACTERS = 4096;

  /** Who came first. */
  private enum Use {
    NONE,
    READ,
    LOOKED_AT
  }

  private final Mono<List<ByteBuffer>> collected;
  private final Flux<ByteBuffer> read;
  private final AtomicReference<Use> use = new AtomicReference<>(Use.NONE);
  private final Sinks.Empty<Void> done = Sinks.empty();
  private final StringBuilder tail = new StringBuilder();

  ErrorOutput(RunningProcess process) {
    this.collected = process.stderr().doOnNext(this::note).collectList().cache();
    this.read = process.stderr().doOnNext(this::note).doFinally(signal -> done.tryEmitEmpty());
  }

  private synchronized void note(ByteBuffer bytes) {
    tail.append(StandardCharsets.UTF_8.decode(bytes.duplicate()));
    if (tail.length() > TAIL_CHARACTERS) {
      tail.delete(0, tail.length() - TAIL_CHARACTERS);
    }
  }

  /** For the one who reads it. */
  Flux<ByteBuffer> bytes() {
    return Flux.defer(
        () ->
            use.compareAndSet(Use.NONE, Use.READ)
                ? read
                : use.get() == Use.LOOKED_AT
                    ? collected.flatMapIterable(all -> all)
                    : Flux.error(
                        new IllegalStateException("this output has a subscriber already")));
  }

  /**
   * Its last words, once the process has ended. Where somebody reads it, he has to have come to its
   * end; where nobody does, what a pipe holds is read now.
   */
  Mono<String> lastWords() {
    return Mono.defer(
            () -> {
              use.compareAndSet(Use.NONE, Use.LOOKED_AT);
              return use.get() == Use.LOOKED_AT ? collected.then() : done.asMono();
            })
        .then(Mono.fromSupplier(this::words));
  }

  private synchronized String words() {
    return tail.toString();
  }
}
