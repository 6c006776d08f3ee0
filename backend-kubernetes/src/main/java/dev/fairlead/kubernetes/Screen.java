package dev.fairlead.kubernetes;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import reactor.core.publisher.Mono;

/** The size of a terminal whose output is read from the log: attached to when it is first set. */
final class Screen {

  private final Mono<AttachedProcess> attachment;
  private volatile boolean asked;

  /**
   * Connects to nothing yet.
   *
   * @param attachment connects to the terminal
   */
  Screen(Mono<AttachedProcess> attachment) {
    // Not cancelled half-way, so that it can be closed.
    this.attachment = attachment.cache();
  }

  /** Sets the size; that of a container that has ended is of no interest. */
  Mono<Void> resize(TerminalSize size) {
    return Mono.defer(
            () -> {
              asked = true;
              return attachment.flatMap(process -> process.resize(size));
            })
        .onErrorResume(ConflictException.class, ended -> Mono.empty());
  }

  /** Releases what was connected. Safe to subscribe to more than once. */
  Mono<Void> close() {
    return Mono.defer(
        () ->
            asked
                ? attachment.onErrorComplete().flatMap(AttachedProcess::close)
                : Mono.<Void>empty());
  }
}
