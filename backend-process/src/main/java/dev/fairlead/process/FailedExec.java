package dev.fairlead.process;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A command whose program could not be started: it says why and ends, as in a shell. */
record FailedExec(String operation, int code, String reason) implements AttachedProcess {

  @Override
  public Flux<OutputFrame> output() {
    return Flux.defer(
        () ->
            Flux.just(
                OutputFrame.of(
                    StandardStream.STDERR,
                    ByteBuffer.wrap((reason + "\n").getBytes(StandardCharsets.UTF_8)))));
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return Flux.from(bytes).then();
  }

  @Override
  public Mono<Void> closeInput() {
    return Mono.empty();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return Refusal.mono(ProcessBackendProvider.ID, Capability.RESIZE, operation + " as a terminal");
  }

  @Override
  public Mono<Exit> exit() {
    return Mono.just(new Exit.StartFailed(OptionalInt.of(code), reason));
  }

  @Override
  public Mono<Void> close() {
    return Mono.empty();
  }
}
