package dev.fairlead.apple.process;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A process that the backend closes with itself, unless its owner did that before.
 *
 * @param process the process
 * @param open those that are open
 */
public record OpenProcess(AttachedProcess process, Set<AttachedProcess> open)
    implements AttachedProcess {

  @Override
  public Flux<OutputFrame> output() {
    return process.output();
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return process.write(bytes);
  }

  @Override
  public Mono<Void> closeInput() {
    return process.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return process.resize(size);
  }

  @Override
  public Mono<Exit> exit() {
    return process.exit();
  }

  @Override
  public Mono<Void> close() {
    return process.close().doFirst(() -> open.remove(process));
  }
}
