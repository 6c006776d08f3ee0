package dev.fairlead.kubernetes;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The first process of a pod of which nobody types into a terminal: its output is the pod's log
 * from its first byte on, which no attachment could promise; its input goes by an attachment, and
 * ends with it, since the kubelet closes the input of such a pod when its first client leaves.
 */
final class LoggedRun implements AttachedProcess {

  private final ErrorContext context;
  private final Flux<LogEvent> log;
  private final ExitWatch watch;
  private final Optional<Input> input;
  private final Optional<Screen> screen;

  /** Where input goes. */
  interface Input {

    /** Takes all, as fast as the process does. */
    Mono<Void> write(Publisher<ByteBuffer> bytes);

    /** Ends it. Safe to subscribe to more than once. */
    Mono<Void> close();

    /** The input of a process by an attachment, which ends with it. */
    static Input by(AttachedProcess attachment) {
      return new Input() {
        @Override
        public Mono<Void> write(Publisher<ByteBuffer> bytes) {
          return attachment.write(bytes);
        }

        @Override
        public Mono<Void> close() {
          return attachment.close();
        }
      };
    }

    /** The input of a process that has ended: it is read and dropped. */
    static Input nobody() {
      return new Input() {
        @Override
        public Mono<Void> write(Publisher<ByteBuffer> bytes) {
          return Flux.from(bytes).then();
        }

        @Override
        public Mono<Void> close() {
          return Mono.empty();
        }
      };
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param input empty if none was asked for
   * @param screen empty if there is no terminal
   */
  LoggedRun(
      ErrorContext context,
      Flux<LogEvent> log,
      ExitWatch watch,
      Optional<Input> input,
      Optional<Screen> screen) {
    this.context = context;
    this.log = log;
    this.watch = watch;
    this.input = input;
    this.screen = screen;
  }

  @Override
  public Flux<OutputFrame> output() {
    return log.concatMap(this::whole, 1);
  }

  private Mono<OutputFrame> whole(LogEvent event) {
    if (event instanceof OutputFrame frame) {
      return Mono.just(frame);
    }
    return event instanceof Gap gap
        ? Mono.error(() -> new StreamInterruptedException(context, gap.reason(), null))
        : Mono.empty();
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return input
        .map(client -> client.write(bytes))
        .orElseGet(() -> Refusal.mono(KubernetesProvider.ID, Capability.STDIN, "write its input"));
  }

  @Override
  public Mono<Void> closeInput() {
    return input.map(Input::close).orElseGet(Mono::empty);
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return screen
        .map(terminal -> terminal.resize(size))
        .orElseGet(
            () ->
                Refusal.mono(
                    KubernetesProvider.ID, Capability.RESIZE, "resize what has no terminal"));
  }

  @Override
  public Mono<Exit> exit() {
    return watch.exit();
  }

  @Override
  public Mono<Void> close() {
    Mono<Void> terminal = screen.map(Screen::close).orElseGet(Mono::empty);
    return Mono.whenDelayError(closeInput(), terminal, watch.close());
  }
}
