package dev.fairlead.tck.broken;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes everything on; a broken one overrides what it breaks. */
class ForwardingProcess implements AttachedProcess {

  final AttachedProcess honest;

  ForwardingProcess(AttachedProcess honest) {
    this.honest = honest;
  }

  @Override
  public Flux<OutputFrame> output() {
    return honest.output();
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return honest.write(bytes);
  }

  @Override
  public Mono<Void> closeInput() {
    return honest.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return honest.resize(size);
  }

  @Override
  public Mono<Exit> exit() {
    return honest.exit();
  }

  @Override
  public Mono<Void> close() {
    return honest.close();
  }
}
