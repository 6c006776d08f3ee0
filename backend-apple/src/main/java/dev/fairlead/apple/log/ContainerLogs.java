package dev.fairlead.apple.log;

import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Logs (reference, section 5). {@code logs --follow} never ends, not even with the container, and
 * may lose what is written while it begins: so its end comes from looks at the container, and the
 * rest from the whole log, which also shows whether anything was lost.
 */
public final class ContainerLogs {

  private static final Duration AGAIN = Duration.ofMillis(300);

  private final Program program;
  private final Snapshots snapshots;

  /**
   * Makes one.
   *
   * @param program by which it works
   * @param snapshots tells when a container has ended
   */
  public ContainerLogs(Program program, Snapshots snapshots) {
    this.program = program;
    this.snapshots = snapshots;
  }

  /**
   * Reads a log. Cancelling kills the program that reads it.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param options how much of it, and whether it is followed
   * @return its pieces
   */
  public Flux<LogEvent> read(String operation, String id, LogOptions options) {
    return options.follows()
        ? begun(operation, id).thenMany(Flux.defer(() -> follow(operation, id, options)))
        : whole(operation, id, options);
  }

  private Flux<LogEvent> whole(String operation, String id, LogOptions options) {
    return Flux.defer(
            () ->
                new LogPosition()
                    .newIn(program.output(operation, id, LogArguments.of(id, options))))
        .onErrorResume(InvalidSpecException.class, error -> neverStarted(operation, id, error));
  }

  /** Before its first start a container has no log, which is no error. */
  private Flux<LogEvent> neverStarted(String operation, String id, InvalidSpecException error) {
    return snapshots
        .require(operation, id)
        .flatMapMany(
            container ->
                container.state() == ContainerState.CREATED ? Flux.empty() : Flux.error(error));
  }

  private Mono<Void> begun(String operation, String id) {
    return snapshots
        .require(operation, id)
        .flatMap(
            container ->
                container.started().isPresent()
                    ? Mono.empty()
                    : snapshots
                        .of(id)
                        .filter(now -> now.isEmpty() || now.get().started().isPresent())
                        .next()
                        .then());
  }

  private Flux<LogEvent> follow(String operation, String id, LogOptions options) {
    LogPosition position = new LogPosition();
    Mono<Optional<AppleContainer>> end =
        snapshots.of(id).filter(now -> now.isEmpty() || !now.get().state().alive()).next().cache();
    Flux<LogEvent> live =
        Flux.defer(
                () ->
                    position.newInPartOf(
                        program
                            .endless(operation, id, LogArguments.following(id))
                            .takeUntilOther(end)))
            .onErrorResume(ContainerException.class, broken -> Flux.empty())
            .repeatWhen(
                rounds ->
                    rounds
                        .concatMap(
                            round ->
                                Mono.firstWithSignal(
                                    end.thenReturn(false), Mono.delay(AGAIN).thenReturn(true)),
                            1)
                        .takeWhile(again -> again));
    return passed(operation, id, options, position)
        .thenMany(live)
        .concatWith(end.flatMapMany(now -> rest(operation, id, now, position)));
  }

  /** Counts all but the last lines, of a reader who wants only these. */
  private Mono<Void> passed(String operation, String id, LogOptions options, LogPosition position) {
    return options.tail().isEmpty()
        ? Mono.empty()
        : Mono.defer(
            () -> {
              LastLines lines = new LastLines(options.tail().getAsInt(), position);
              return program
                  .output(operation, id, LogArguments.of(id, LogOptions.all()))
                  .doOnNext(lines::take)
                  .then(Mono.fromRunnable(lines::end));
            });
  }

  private Flux<LogEvent> rest(
      String operation, String id, Optional<AppleContainer> now, LogPosition position) {
    Gap removed =
        new Gap(
            "the container was removed, and the end of its log may be missing", Optional.empty());
    return now.isEmpty()
        ? Flux.just(removed)
        : position
            .newIn(program.output(operation, id, LogArguments.of(id, LogOptions.all())))
            .onErrorResume(NotFoundException.class, gone -> Flux.just(removed));
  }

  /** The last lines of a text, which are kept; those before are passed. */
  private static final class LastLines {

    private final int wanted;
    private final LogPosition position;
    private final ArrayDeque<ByteBuffer> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LastLines(int wanted, LogPosition position) {
      this.wanted = wanted;
      this.position = position;
    }

    void take(ByteBuffer piece) {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        byte next = rest.get();
        line.write(next);
        if (next == '\n') {
          end();
        }
      }
    }

    void end() {
      if (line.size() > 1) {
        lines.add(ByteBuffer.wrap(line.toByteArray()));
        if (lines.size() > wanted) {
          position.pass(lines.remove());
        }
      }
      line.reset();
    }
  }
}
