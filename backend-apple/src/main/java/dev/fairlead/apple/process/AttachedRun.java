package dev.fairlead.apple.process;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleMessages;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.process.RunningProcess;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The first process of a container, by the child {@code container start --attach}: its pipes are
 * the process's, and its exit code is too, if the container has ended with it. A child that was
 * killed, or lost its service, leaves the container running; then nothing ended.
 */
final class AttachedRun implements AttachedProcess {

  private static final int FAILED = 1;

  /** Added to the number of the signal that killed a process, its own and the program's. */
  private static final int SIGNALLED = 128;

  private static final int LAST_SIGNAL = 64;

  /** Signals that the attached program swallows (reference, section 5), so that none ends it. */
  private static final Set<Integer> SWALLOWED = Set.of(SIGNALLED + 2, SIGNALLED + 15);

  /** In so many looks the service has noted the end that it told the child of. */
  private static final int NOTED = 20;

  /** What a child that was killed leaves behind may end later, by itself and with another code. */
  private static final long SOON_NANOS = Duration.ofSeconds(1).toNanos();

  private final String operation;
  private final AppleContainer before;
  private final RunningProcess child;
  private final Snapshots snapshots;
  private final Runs runs;
  private final ChildStreams streams;
  private final Mono<Exit> exit;

  AttachedRun(
      String operation,
      AppleContainer before,
      RunningProcess child,
      AttachOptions options,
      Snapshots snapshots,
      Runs runs) {
    this.operation = operation;
    this.before = before;
    this.child = child;
    this.snapshots = snapshots;
    this.runs = runs;
    this.streams = new ChildStreams(operation, child, options.writes(), Capability.STDIN);
    this.exit = ending().cache();
  }

  Mono<String> lastWords() {
    return streams.lastWords();
  }

  @Override
  public Flux<OutputFrame> output() {
    return streams.output(exit);
  }

  private Mono<Exit> ending() {
    return streams.code().flatMap(code -> code == FAILED ? judged(code) : ended(code, seen(code)));
  }

  /** Of the service's own end the child tells as of a failure, and the container is not asked. */
  private Mono<Exit> judged(int code) {
    return streams
        .lastWords()
        .flatMap(
            words ->
                AppleMessages.failure(words)
                        .flatMap(AppleMessages::of)
                        .filter(AppleMessages.Meaning.NO_SERVICE::equals)
                        .isPresent()
                    ? Mono.error(AppleErrors.interrupted(operation, words.strip()))
                    : ended(code, AppleMessages.failure(words).isEmpty() ? later() : soon()));
  }

  /** The code of a child that a signal killed may be just that, and not the one of the process. */
  private Flux<Optional<AppleContainer>> seen(int code) {
    return code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL && !SWALLOWED.contains(code)
        ? soon()
        : later();
  }

  private Flux<Optional<AppleContainer>> later() {
    return snapshots.of(before.id()).take(NOTED);
  }

  /** A look that takes longer does not tell how it was when the child ended. */
  private Flux<Optional<AppleContainer>> soon() {
    return Flux.defer(
        () -> {
          long ended = System.nanoTime();
          return snapshots
              .of(before.id())
              .takeWhile(look -> System.nanoTime() - ended <= SOON_NANOS);
        });
  }

  /** The code counts if a look sees that the container has ended too. */
  private Mono<Exit> ended(int code, Flux<Optional<AppleContainer>> looks) {
    return looks
        .filter(now -> now.isEmpty() || now.get().state() != ContainerState.RUNNING)
        .next()
        .map(look -> (Exit) new Exit.Exited(code))
        .switchIfEmpty(
            Mono.error(
                () ->
                    AppleErrors.interrupted(
                        operation,
                        "the program ended with code "
                            + code
                            + ", and its container perhaps not")));
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return streams.write(bytes);
  }

  @Override
  public Mono<Void> closeInput() {
    return child.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return streams.resize(size);
  }

  @Override
  public Mono<Exit> exit() {
    return exit;
  }

  /** Signals do not get through the child, so it is killed; the container goes on. */
  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          runs.detach(before.id(), exit);
          return child.close();
        });
  }
}
