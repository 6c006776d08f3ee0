package dev.fairlead.kubernetes;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An attachment and the wait for the end that it does not tell: both are closed together. */
final class TerminalRun implements AttachedProcess {

  private final AttachedProcess attachment;
  private final ExitWatch watch;

  TerminalRun(AttachedProcess attachment, ExitWatch watch) {
    this.attachment = attachment;
    this.watch = watch;
  }

  @Override
  public Flux<OutputFrame> output() {
    return attachment.output();
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return attachment.write(bytes);
  }

  @Override
  public Mono<Void> closeInput() {
    return attachment.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return attachment.resize(size);
  }

  @Override
  public Mono<Exit> exit() {
    return watch.exit();
  }

  @Override
  public Mono<Void> close() {
    return attachment.close().then(watch.close());
  }
}
